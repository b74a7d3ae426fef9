"""The files of docs/deploy, read by the programs that they are for: HAProxy, nginx, systemd. A compose file is read as YAML
and held against what it names (and by docker compose, where there is one); claimd is started with the environment that the image
and the file give it, and has to be healthy to the image's own check. Each program is given a broken file first:
one that lets it pass proves nothing."""
import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "http"))
from service import Report  # noqa: E402

CERTIFICATE = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-days", "1"]
NGINX = "pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; include {folder}/claimd.conf; }}"


def accepts(command, **environment):
    answer = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
    complaints = (answer.stdout + answer.stderr).strip()
    return answer.returncode == 0 and not re.search("warning|unknown", complaints, re.I), complaints


def check_haproxy(report, several, folder):
    good = (several / "haproxy.cfg").read_text()
    broken = folder / "broken.cfg"
    broken.write_text(good.replace("option httpchk", "option httpcheck"))
    named = yaml.safe_load((several / "compose.yaml").read_text())["services"]["balancer"]["environment"]
    ways = {"units": {}, "compose": {key: re.sub("^(one|two):", "localhost:", value) for key, value in named.items()}}
    for name, environment in ways.items():
        for file, wanted in ((several / "haproxy.cfg", True), (broken, False)):
            accepted, said = accepts(["haproxy", "-c", "-f", file], CLAIMD_PAGES=str(several), **environment)
            report.check(accepted == wanted, f"haproxy, {name}, {file.name}: {said}")


def check_nginx(report, deploy, folder):
    subprocess.run([*CERTIFICATE, "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"], check=True, capture_output=True)
    good = (deploy / "nginx.conf").read_text().replace("/etc/ssl/claimd", str(folder)).replace("listen [::]:443 ssl http2;", "")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder))
    for text, wanted in ((good, True), (good.replace("proxy_read_timeout 60s", "proxy_read_timeout soon"), False)):
        (folder / "claimd.conf").write_text(text.replace("443", "8443"))
        accepted, said = accepts(["nginx", "-t", "-q", "-p", folder, "-c", folder / "nginx.conf"])
        report.check(accepted == wanted, f"nginx: {said}")


def check_units(report, deploy, folder, claimd):
    names = {"claimd@.service": "claimd@8081.service", "claimd.service": "claimd.service", "claimd.socket": "claimd.socket"}
    files = {name: deploy / ("several" if "@" in name else "") / name for name in names}
    for name, path in files.items():
        (folder / name).write_text(path.read_text().replace("/usr/bin/claimd", claimd))
    for name, instance in names.items():
        text = (folder / name).read_text()
        accepted, said = accepts(["systemd-analyze", "verify", "--man=no", folder / instance])
        report.check(accepted and not said, f"{name}: {said}")
        (folder / name).write_text(text.replace("[Service]", "[Service]\nExecStartPre=/nowhere").replace("ListenStream", "ListenStrm"))
        accepted, said = accepts(["systemd-analyze", "verify", "--man=no", folder / instance])
        report.check(not accepted or said, f"{name}: a broken one passes")
        (folder / name).write_text(text)
    command = re.search(r"^ExecStart=(.*)$", (folder / "claimd@.service").read_text(), re.M).group(1).replace("%i", "8081")
    accepted, said = accepts([*command.replace(" serve ", " config ").split()], CLAIMD_DATABASE="postgresql://claimd@db.example/claimd")
    report.check(accepted, f"claimd does not take the unit's flags: {said}")


def check_compose(report, path, claimd):
    compose = yaml.safe_load(path.read_text())
    services, volumes = compose["services"], set(compose.get("volumes") or {})
    known = subprocess.run([claimd, "help"], capture_output=True, text=True).stdout
    for name, service in services.items():
        where = f"{path.name}, {name}"
        report.check("image" in service or "build" in service, f"{where}: nothing to run")
        for needed in service.get("depends_on", {}):
            report.check(needed in services, f"{where} depends on {needed}, which is not there")
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            found = (path.parent / source).exists() if source.startswith(".") else source in volumes
            report.check(found, f"{where}: there is no {source}")
        for variable in service.get("environment", {}) if service.get("read_only") else {}:
            flag = "--" + variable.removeprefix("CLAIMD_").lower().replace("_", "-")
            report.check(not variable.startswith("CLAIMD_") or flag in known, f"{where}: claimd has no {flag}")
        if service.get("read_only"):
            report.check(service["cap_drop"] == ["ALL"] and "no-new-privileges:true" in service["security_opt"], f"{where} may too much")
    if shutil.which("docker") and accepts(["docker", "compose", "version"])[0]:
        accepted, said = accepts(["docker", "compose", "-f", path, "config", "-q"], POSTGRES_PASSWORD="secret")
        report.check(accepted, f"docker compose, {path}: {said}")
        refused, _ = accepts(["docker", "compose", "-f", path, "config", "-q"], POSTGRES_PASSWORD="")
        report.check("several" not in path.parts or not refused, f"{path}: starts without a password")


def image(dockerfile):
    """What a container of the image is given: its environment, the command of its health check, and its own."""
    text = dockerfile.read_text()
    pairs = re.search(r"^ENV (.*)$", text, re.M).group(1).split()
    commands = {name: json.loads(re.search(rf"^{name} .*?(\[.*\])$", text, re.M).group(1)) for name in ("HEALTHCHECK", "ENTRYPOINT", "CMD")}
    return dict(pair.split("=", 1) for pair in pairs), commands["HEALTHCHECK"], commands["ENTRYPOINT"] + commands["CMD"]


def check_composed(report, path, dockerfile, claimd, folder):
    """As compose would run it, but for the place of the database and the port."""
    given, health, command = image(dockerfile)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name, service in yaml.safe_load(path.read_text())["services"].items():
        if not service.get("read_only"):
            continue
        merged = {**given, **{key: os.path.expandvars(str(value)) for key, value in service["environment"].items()}}
        accepted, said = accepts([claimd, "config"], **merged)
        report.check(accepted, f"{path}, {name}: {said}")
        accepted, _ = accepts([claimd, "config"], **{**merged, "CLAIMD_ALLOW_OPEN": "perhaps"})
        report.check(not accepted, f"{path}, {name}: claimd does not read its environment")
        if merged["CLAIMD_DATABASE"].startswith("postgresql:"):
            continue
        merged |= {"CLAIMD_DATABASE": f"{folder}/claimd.db", "CLAIMD_LISTEN": merged["CLAIMD_LISTEN"].replace(":8080", f":{port}")}
        health_now = [claimd, *health[1:]]
        report.check(not accepts(health_now, **merged)[0], f"{path}, {name}: healthy before it runs")
        process = subprocess.Popen([claimd, *command[1:]], env={**os.environ, **merged}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        report.check(process.stdout.readline().startswith(b"listening on "), f"{path}, {name}: does not start")
        accepted, said = accepts(health_now, **merged)
        report.check(accepted, f"{path}, {name}: {said}")
        process.terminate()
        report.check(process.wait(timeout=60) == 0, f"{path}, {name}: does not end well")
        process.stdout.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--claimd", required=True)
    options = parser.parse_args()
    deploy, report = pathlib.Path(options.source) / "docs/deploy", Report()
    claimd = str(pathlib.Path(options.claimd).resolve())
    with tempfile.TemporaryDirectory(prefix="claimd-deploy-") as name:
        folder = pathlib.Path(name)
        for program, check in {"haproxy": lambda: check_haproxy(report, deploy / "several", folder),
                               "nginx": lambda: check_nginx(report, deploy, folder),
                               "systemd-analyze": lambda: check_units(report, deploy, folder, claimd)}.items():
            if shutil.which(program):
                check()
            else:
                report.skip(f"no {program} here")
        for path in sorted(deploy.rglob("compose.yaml")):
            check_compose(report, path, claimd)
            check_composed(report, path, pathlib.Path(options.source) / "Dockerfile", claimd, folder)
    return report.end()


sys.exit(main())

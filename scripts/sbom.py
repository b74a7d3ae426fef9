#!/usr/bin/env python3
"""What is in a build, as CycloneDX 1.5: every library that the finished binary loads, with its Debian package, version and
licences, and every model and table with its SHA-256 and licence. Read from the binary and from dpkg, not from a list
that could be out of date. The same build gives the same bytes: no time, no random number.

    sbom.py --claimd build/claimd --source . --version 0.1.0 --output build/claimd.cdx.json
"""
import argparse
import hashlib
import json
import pathlib
import re
import subprocess
import uuid

# As NOTICE has it. A file that matches none makes the build fail: data without a licence is not shipped.
DATA = [
    (r"models/gazetteer/countries\.tsv", "ODbL-1.0"),
    (r"models/gazetteer/(cities15000|admin1)\.tsv", "CC-BY-4.0"),
    (r"models/gazetteer/first-names\.tsv", "CC0-1.0"),
    (r"models/gazetteer/[\w-]+\.(tsv|txt)", "Apache-2.0"),
    (r"models/[\w-]+\.model", "CC-BY-SA-4.0"),
]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def loaded_libraries(binary):
    return sorted(set(re.findall(r"(?:=> )?(/\S+\.so\S*) \(", run("ldd", binary))))


def names_of(library):
    """Debian knows files by the name that they were packed under, before /lib became a link to /usr/lib."""
    real = str(pathlib.Path(library).resolve())
    return library, real, real.removeprefix("/usr"), "/usr" + library


def packages_of(libraries):
    """Package → one of its libraries; None → one that no package has. One question: dpkg reads its lists for each anew."""
    names = [name for library in libraries for name in names_of(library)]
    owners = {}
    for line in run("dpkg-query", "-S", *names).splitlines():
        found = re.match(r"([^:\s]+)(?::\w+)?: (/.*)", line)
        if found:
            owners[found[2]] = found[1]
    return {next((owners[name] for name in names_of(library) if name in owners), None): library for library in libraries}


def licences_of(package):
    """The short names in a machine-readable copyright file; else where to read."""
    path = pathlib.Path(f"/usr/share/doc/{package}/copyright")
    text = path.read_text(errors="replace") if path.exists() else ""
    names = sorted({name.strip() for name in re.findall(r"^License:\s*(\S.*)$", text, re.M)})
    return names or [f"see {path}"]


def library_component(package):
    version = run("dpkg-query", "-W", "-f", "${Version}", package)
    return {"type": "library", "bom-ref": f"deb/{package}", "name": package, "version": version,
            "purl": f"pkg:deb/debian/{package}@{version}", "licenses": [{"license": {"name": name}} for name in licences_of(package)]}


def data_component(source, name):
    for pattern, licence in DATA:
        if re.fullmatch(pattern, name):
            digest = hashlib.sha256((source / name).read_bytes()).hexdigest()
            return {"type": "data" if not name.endswith(".model") else "machine-learning-model", "bom-ref": name, "name": name,
                    "hashes": [{"alg": "SHA-256", "content": digest}], "licenses": [{"license": {"id": licence}}]}
    raise SystemExit(f"sbom: {name} has no licence: name it in NOTICE and here")


def data_files(source):
    files = [*source.glob("models/*.model"), *source.glob("models/gazetteer/*.tsv"), *source.glob("models/gazetteer/*.txt")]
    return sorted(path.relative_to(source).as_posix() for path in files)


def main():
    parser = argparse.ArgumentParser()
    for name in ("claimd", "source", "version", "output"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    source = pathlib.Path(options.source)
    packages = packages_of(loaded_libraries(options.claimd))
    unknown = packages.pop(None, None)
    components = [library_component(package) for package in sorted(packages)]
    if unknown:
        components.append({"type": "library", "bom-ref": unknown, "name": pathlib.Path(unknown).name})
    components += [data_component(source, name) for name in data_files(source)]
    if run("dpkg-query", "-W", "wordnet-base"):
        components.append({**library_component("wordnet-base"), "type": "data"})
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
                "metadata": {"component": {"type": "application", "bom-ref": "claimd", "name": "claimd", "version": options.version,
                                           "licenses": [{"license": {"id": "Apache-2.0"}}]}},
                "components": components,
                "dependencies": [{"ref": "claimd", "dependsOn": [one["bom-ref"] for one in components]}]}
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    pathlib.Path(options.output).write_text(json.dumps(document, indent=1, sort_keys=True) + "\n")


main()

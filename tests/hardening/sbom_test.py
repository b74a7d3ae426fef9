"""The bill of materials: whole, the same twice, and no table of ours without a licence."""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "http"))
from service import Report  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--claimd", required=True)
    parser.add_argument("--source", required=True)
    options = parser.parse_args()
    report = Report()
    source = pathlib.Path(options.source)
    texts = []
    with tempfile.TemporaryDirectory(prefix="claimd-sbom-") as folder:
        for turn in "ab":
            path = pathlib.Path(folder) / turn
            subprocess.run([sys.executable, source / "scripts/sbom.py", "--claimd", options.claimd, "--source", source, "--version", "1",
                            "--output", path], check=True)
            texts.append(path.read_text())
    report.check(texts[0] == texts[1], "the same build gives the same bytes")
    components = {one["name"]: one for one in json.loads(texts[0])["components"]}
    needed = re.findall(r"NEEDED.*\[lib([\w-]+?)\.so", subprocess.run(["readelf", "-d", options.claimd], capture_output=True, text=True,
                                                                  check=True).stdout)
    for library in needed:
        stem = re.sub(r"[-_]|uuc$", "", library)[:4]
        report.check(any(stem in name.replace("-", "") for name in components) or library in ("m", "c", "asan", "ubsan", "tsan"),
                     f"lib{library} is in no package of the list")
    report.check(all(one.get("licenses") for one in components.values()), "everything has a licence")
    report.check(all(one.get("version") or one.get("hashes") for one in components.values()), "a version or a digest")
    for path in [*source.glob("models/*.model"), *source.glob("models/gazetteer/*.tsv")]:
        report.check(path.relative_to(source).as_posix() in components, f"{path.name} is not listed")
    return report.end()


sys.exit(main())

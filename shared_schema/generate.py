"""Write the types of both languages from the schemas beside this file.

python shared_schema/generate.py            write server/schema/ and pwa/src/schema/
python shared_schema/generate.py --check    exit 1 when what is there is stale
python shared_schema/generate.py --bump "what changed"   record a new protocol version
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
DOMAINS = [
    "protocol", "accounts", "applications", "bookings", "files", "guide", "hours", "notices", "tickets", "transit",
]  # fmt: skip
TABLES = ["mutations", "lifecycles", "visibility", "errors"]
LARGEST = 2**53 - 1  # of integers that every JSON parser reads alike (RFC 8259)
NOTE = "generated from shared_schema by generate.py; edit there"


def read(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))


def contract_hash() -> str:
    """SHA-256 over the meaning of every schema and table: white space and key order do not count."""
    whole = {name: read(name) for name in DOMAINS + TABLES}
    canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def merged() -> dict[str, Any]:
    """All `$defs` in one document, so that both generators see one name for one thing."""
    definitions: dict[str, Any] = {}
    for name in DOMAINS:
        for key, value in read(name)["$defs"].items():
            if key in definitions:
                raise SystemExit(f"{name}.json: {key} is defined twice")
            definitions[key] = value
    text = json.dumps(definitions, ensure_ascii=False)
    for name in DOMAINS:
        text = text.replace(f'"{name}.json#/$defs/', '"#/$defs/')
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Contract",
        "type": "object",
        "properties": {key: {"$ref": f"#/$defs/{key}"} for key in definitions},
        "$defs": json.loads(text),
    }


def strict(schema: Any) -> Any:
    """What JSON Schema means and Python would take otherwise: `$` also matches before a last line feed, and integers
    have no end, but every database's have."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    read = {key: strict(value) for key, value in schema.items()}
    if isinstance(read.get("pattern"), str):
        read["pattern"] = re.sub(r"\$$", r"$(?!\\n)", read["pattern"])
    if read.get("type") == "integer":
        read = {"minimum": -LARGEST, "maximum": LARGEST} | read
    return read


def python_types(document: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "types.py"
        command = [sys.executable, "-m", "datamodel_code_generator", "--input", str(document), "--output", str(out)]
        command += ["--input-file-type", "jsonschema", "--output-model-type", "msgspec.Struct"]
        command += ["--target-python-version", "3.11", "--use-standard-collections", "--use-union-operator"]
        command += [
            "--disable-timestamp",
            "--use-schema-description",
            "--keyword-only",
            "--formatters",
            "builtin",
            "--custom-file-header",
            f'"""{NOTE}"""',
        ]
        command += ["--enum-field-as-literal", "all", "--use-annotated", "--snake-case-field", "--skip-root-model"]
        subprocess.run(command, check=True)
        return out.read_text("utf-8")


def typescript_types(document: Path) -> str:
    program = (
        "import{compileFromFile}from'json-schema-to-typescript';"
        f"process.stdout.write(await compileFromFile({json.dumps(str(document))},"
        f"{{bannerComment:'// {NOTE}',additionalProperties:false,unreachableDefinitions:true,"
        "ignoreMinAndMaxItems:true,format:false}))"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", program], check=True, cwd=ROOT, capture_output=True, text=True
    )
    # The generator needs a root type to hang the definitions on; nobody uses it.
    return re.sub(r"export interface Contract \{\n.*?\n\}\n", "", ran.stdout, flags=re.S)


def tables_python(version: int) -> str:
    lines = [f'"""{NOTE}"""', "", "from typing import Any", "", f"PROTOCOL = {version}"]
    for name in TABLES:
        lines.append(f"{name.upper()}: dict[str, Any] = {read(name)!r}")
    return "\n".join(lines) + "\n"


def tables_typescript() -> str:
    names = " | ".join(json.dumps(name) for name in read("mutations"))
    application = read("lifecycles")["application"]
    return (
        f"// {NOTE}\n"
        f"export type MutationName = {names}\n"
        f"export const transitions = {json.dumps(application['transitions'], ensure_ascii=False)} as const\n"
        f"export const finalStates: readonly string[] = {json.dumps(application['final'])}\n"
    )


def errors_typescript(language: str) -> str:
    texts = {code: entry[language] for code, entry in read("errors").items()}
    return f"// {NOTE}\nexport default {json.dumps(texts, ensure_ascii=False, indent=1)} as Record<string, string>\n"


def outputs() -> dict[Path, str]:
    version = read("version")["version"]
    with tempfile.TemporaryDirectory() as folder:
        document, for_python = Path(folder) / "contract.json", Path(folder) / "strict.json"
        document.write_text(json.dumps(merged(), ensure_ascii=False), "utf-8")
        for_python.write_text(json.dumps(strict(merged()), ensure_ascii=False), "utf-8")
        python, typescript = python_types(for_python), typescript_types(document)
    return {
        ROOT / "server/schema/__init__.py": f'"""{NOTE}"""\n',
        ROOT / "server/schema/types.py": python,
        ROOT / "server/schema/tables.py": tables_python(version),
        ROOT / "pwa/src/schema/types.ts": typescript,
        # Apart from the tables, which who only reads the guide need not fetch.
        ROOT / "pwa/src/schema/protocol.ts": f"// {NOTE}\nexport const PROTOCOL = {version}\n",
        ROOT / "pwa/src/schema/tables.ts": tables_typescript(),
        **{
            ROOT / f"pwa/src/schema/errors.{language}.ts": errors_typescript(language)
            for language in ("zh-CN", "zh-TW", "en")
        },
    }


def bump(reason: str) -> None:
    record = read("version")
    record["version"] += 1
    record["hash"] = contract_hash()
    record["history"].append({"version": record["version"], "what": reason})
    (HERE / "version.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")


def main(words: list[str]) -> int:
    if words[:1] == ["--bump"]:
        bump(words[1])
    fresh = outputs()
    if words[:1] == ["--check"]:
        stale = [path for path, text in fresh.items() if not path.exists() or path.read_text("utf-8") != text]
        for path in stale:
            print(f"stale: {path.relative_to(ROOT)} (run: npm run schema)")
        if read("version")["hash"] != contract_hash():
            print('The contract changed without a new version: generate.py --bump "what changed"')
            return 1
        return 1 if stale else 0
    for path, text in fresh.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

import tomllib
from pathlib import Path

from index.extras import installing


def test_every_extra_that_a_message_names_is_one_of_the_project():
    root = Path(__file__).parents[2]
    extras = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    assert {"base", "eval", "mcp", "milvus"} <= extras.keys()
    assert installing("eval") == "pip install -c constraints.txt -e '.[eval]'"
    assert (root / "constraints.txt").is_file()

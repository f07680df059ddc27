"""Write data/datapackage.json from what reads the tables."""

from __future__ import annotations

import json

from nktlib.interop.datapackage import data_package
from nktlib.tables.place import data_directory

if __name__ == "__main__":
    text = json.dumps(data_package(data_directory()), indent=1, ensure_ascii=False) + "\n"
    (data_directory() / "datapackage.json").write_text(text, encoding="utf-8")

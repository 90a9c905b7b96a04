"""A catalogue entry as the topic `catalogue` has it: what a season or a competitor, say, is called and ranks by."""

from typing import Annotated, Any

import msgspec

ID_CHARS = 36  # of a UUID as text
LARGEST = 2**31 - 1  # what a database's integer holds
PARENTS = {
    "season": "competition",
    "stage": "season",
    "adjustment": "season",
    "person": "competitor",
    "squad": "season",
    "suspension": "season",
}


class CatalogueEntry(msgspec.Struct, frozen=True):
    """A version of a row of the catalogue."""

    kind: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=ID_CHARS)]
    version: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
    data: dict[str, Any]

    def parent(self) -> str:
        """The entry that this one belongs to; "" where it belongs to none."""
        return str(self.data.get(PARENTS.get(self.kind, ""), ""))[:ID_CHARS]

    def main(self) -> str:
        """Under whom a person counts who was merged into another; "" for everybody else."""
        return str(self.data.get("main") or "")[:ID_CHARS] if self.kind == "person" else ""

    def name_covered(self) -> str | None:
        """What a person is called who is not to be named in full; None of everybody else."""
        is_covered = self.kind == "person" and ("shown" in self.data or self.data.get("erased") is True)
        return str(self.data.get("name", "")) if is_covered else None


def name_entry_schema(kind: str) -> str:
    """The `$id` of the schema of a kind of catalogue entry, which every message of it names."""
    return f"urn:scoreboard:catalogue:{kind}:1"

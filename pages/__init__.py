"""The register of screens: section, file, key, icon, address and what somebody must be allowed to do to open it."""

from typing import NamedTuple

from impact.access import Act


class Screen(NamedTuple):
    """One screen in the menu. `key` names its title (words: screen.<key>); the address of the first is empty."""

    section: str
    key: str
    icon: str
    address: str
    act: Act = Act.LOOK

    @property
    def script(self) -> str:
        """The script of this screen, from the root of the project."""
        return f"pages/{self.key}/screen.py"


# For who was sent a link: it stands in no menu and asks for the secret in the link instead of who is here.
OUTSIDE_SCREEN = Screen("log", "outside", ":material/mail:", "")
SCREENS = (
    Screen("see", "home", ":material/water_drop:", ""),
    Screen("see", "discs", ":material/album:", "discs"),
    Screen("see", "stories", ":material/conversion_path:", "stories"),
    Screen("see", "timeline", ":material/timeline:", "timeline"),
    Screen("log", "observation", ":material/edit_note:", "observation", Act.LOG),
    Screen("log", "logbook", ":material/menu_book:", "logbook"),
    Screen("agree", "desired", ":material/flag:", "desired"),
    Screen("agree", "meeting", ":material/groups:", "meeting"),
    Screen("manage", "data", ":material/import_export:", "data", Act.MANAGE),
    Screen("manage", "settings", ":material/settings:", "settings"),
)

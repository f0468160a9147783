"""Stand-in: the switch for widgets of others, which anywidget turns on."""


class _Widgets:
    _installed_url: str | None = None


_widgets = _Widgets()


def enable_custom_widget_manager() -> None:
    """Let widgets of others be shown."""
    _widgets._installed_url = "https://widgets.invalid/manager.js"

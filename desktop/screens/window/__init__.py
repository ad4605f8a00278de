"""The window itself: tabs, menus, status line, search over everything, help, looks."""

"""All routers of the app, in the order in which a path is looked for."""

from ascertain.web.routes import (
    datasets,
    events,
    exports,
    health,
    imports,
    items,
    jobs,
    members,
    projects,
    sessions,
    work,
    workspaces,
)

PREFIX = "/api/v1"

ROUTERS = (
    work.hot_routes,
    work.routes,
    sessions.routes,
    members.routes,
    workspaces.routes,
    projects.routes,
    items.routes,
    imports.routes,
    datasets.routes,
    exports.routes,
    jobs.routes,
    events.routes,
)
BARE = (health.routes, items.pictures)  # outside /api/v1

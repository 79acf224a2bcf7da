// The front end's floors: app > stage, components > kinds' panels > kinds > engine; api beside them.
/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "engine-knows-nobody",
      comment: "engine/ is pure: no framework, no browser, none of ours",
      severity: "error",
      from: { path: "^src/engine/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: "^src/engine/" },
    },
    {
      name: "kinds-know-only-the-engine",
      comment: "a kind's rules are pure; they import the engine and nothing else",
      severity: "error",
      from: { path: "^src/kinds/[^/]+/kind\\.ts$" },
      to: { pathNot: "^src/engine/" },
    },
    {
      name: "kinds-are-strangers",
      comment: "one kind never imports another",
      severity: "error",
      from: { path: "^src/kinds/([^/]+)/" },
      to: { path: "^src/kinds/", pathNot: "^src/kinds/$1/|^src/kinds/panel\\.ts$" },
    },
    {
      name: "nobody-imports-the-app",
      comment: "screens are on top",
      severity: "error",
      from: { path: "^src/(api|engine|kinds|stage|components)/" },
      to: { path: "^src/app/" },
    },
    {
      name: "components-know-no-api",
      comment: "components take values; screens fetch them",
      severity: "error",
      from: { path: "^src/(components|kinds|stage)/" },
      to: { path: "^src/api/(client|live)\\.ts$" },
    },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, pathNot: "\\.d\\.ts$|\\.gen\\.ts$|\\.test\\.tsx?$|/types\\.ts$" },
      to: {},
    },
    {
      name: "no-development-packages-in-shipped-code",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.tsx?$|^src/testing/" },
      to: { dependencyTypes: ["npm-dev"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types"] },
  },
};

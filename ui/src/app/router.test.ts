// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { match } from "./router";
import { returnPath } from "./signin/SignIn";

it.each([
  ["/projects/:project", "/projects/42", { project: "42" }],
  ["/projects/:project", "/projects/42/", { project: "42" }],
  ["/projects/:project", "/projects", null],
  ["/projects/:project", "/projects/42/data", null],
  ["/w/:project", "/w/Leaf%20health", { project: "Leaf health" }],
  ["/w/:project", "/w/100%", { project: "100%" }],
  ["/a/*", "/a/b/c", {}],
])("%s on %s gives %j", (pattern, path, params) => expect(match(pattern, path)).toEqual(params));

it.each([
  ["/w/42?x=1", "/w/42?x=1"],
  ["//evil.example", null],
  ["/\\evil.example", null],
  ["https://evil.example", null],
  ["", null],
])("return=%j leads to %j", (given, path) => expect(returnPath(new URLSearchParams({ return: given }))).toBe(path));

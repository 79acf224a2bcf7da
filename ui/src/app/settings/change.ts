// Changing a project with If-Match, so that two people never overwrite each other unseen.
import { ApiError, patch } from "../../api/client";
import type { Project, ProjectChange } from "../../api/types";
import { saving } from "../footline";
import { project, refreshProject } from "../project";

/** Somebody else changed the project in between; the page now shows theirs. */
export class ChangedByOthers extends Error {
  constructor() {
    super("Somebody else changed this project in the meantime. Their change is shown now; yours is not saved. Look at it and save again.");
    this.name = "ChangedByOthers";
  }
}

export async function changeProject(id: string, change: ProjectChange): Promise<void> {
  const etag = project.value?.etag;
  try {
    await saving(patch<Project>(`/projects/${encodeURIComponent(id)}`, change, etag === undefined ? {} : { ifMatch: etag }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 412) {
      await refreshProject();
      throw new ChangedByOthers();
    }
    throw error;
  }
  await refreshProject();
}

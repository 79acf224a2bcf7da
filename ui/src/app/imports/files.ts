// Files out of a drop: folders are walked, each file keeps its path inside what was dropped.

export interface Chosen {
  file: File;
  /** The path inside the folder, or the name. */
  path: string;
}

export function fromInput(list: FileList | null): Chosen[] {
  return [...(list ?? [])].map((file) => ({ file, path: file.webkitRelativePath.split("/").slice(1).join("/") || file.name }));
}

/** Must be called in the drop event itself: the items are gone after it. */
export async function fromDrop(transfer: DataTransfer | null): Promise<Chosen[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.some((entry) => entry?.isDirectory)) {
    const found: Chosen[] = [];
    for (const entry of entries) if (entry !== null) await walk(entry, "", found);
    return found;
  }
  return [...(transfer?.files ?? [])].map((file) => ({ file, path: file.name }));
}

async function walk(entry: FileSystemEntry, folder: string, found: Chosen[]): Promise<void> {
  if (entry.name.startsWith(".")) return; // the system's own files
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, path: folder + entry.name });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives a hundred at a time, and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await walk(one, `${folder}${entry.name}/`, found);
  }
}

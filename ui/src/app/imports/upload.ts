// Sends files in parts small enough that progress is seen and a lost part is sent again.
import { request } from "../../api/client";
import type { Chosen } from "./files";

const FILES_A_PART = 50;
const BYTES_A_PART = 32 * 1024 * 1024;

/** Files in parts: at most so many, and so many bytes, unless one alone is larger. Pure. */
export function parts(files: readonly Pick<File, "size">[]): number[][] {
  const found: number[][] = [];
  let bytes = 0;
  files.forEach((file, index) => {
    const last = found.at(-1);
    if (last === undefined || last.length >= FILES_A_PART || bytes + file.size > BYTES_A_PART) {
      found.push([index]);
      bytes = file.size;
    } else {
      last.push(index);
      bytes += file.size;
    }
  });
  return found;
}

/** Sends all under their paths; the name of the upload. Stops where `signal` says so. */
export async function send(path: string, chosen: readonly Chosen[], onShare: (share: number) => void, signal: AbortSignal): Promise<string> {
  let upload: string | undefined;
  const total = Math.max(1, chosen.reduce((sum, one) => sum + one.file.size, 0));
  let done = 0;
  for (const part of parts(chosen.map((one) => one.file))) {
    const body = new FormData();
    for (const index of part) {
      const one = chosen[index] as Chosen;
      body.append("files", one.file, one.path);
      done += one.file.size;
    }
    const reply = await request<{ upload: string }>("POST", path, { body, signal, ...(upload === undefined ? {} : { query: { upload } }) });
    upload = reply.data.upload;
    onShare(done / total);
  }
  return upload as string;
}

// How a picture lies in its frame. Pixels of the screen for the frame, of the original for the
// picture; origin top-left. `x`, `y` is where the picture's corner lies in the frame.

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface View extends Point {
  /** Screen pixels for one pixel of the picture. */
  scale: number;
}

/** The largest magnification: a pixel of the picture is 64 on the screen. */
export const MAX_SCALE = 64;

const SMALL_PX = 96;
const CRISP_SHARE = 0.8;

/** Tiny pictures (digits of 8 × 8) are shown large, with crisp edges. */
export function isTiny(picture: Size): boolean {
  return Math.max(picture.width, picture.height) <= SMALL_PX;
}

/** The scale at which all of the picture is seen; photographs are not blown up beyond 2. */
export function fitScale(picture: Size, frame: Size): number {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  if (!Number.isFinite(scale) || scale <= 0) return 1;
  if (!isTiny(picture)) return Math.min(scale, 2);
  const crisp = Math.floor(scale * CRISP_SHARE); // whole steps keep the pixels square
  return crisp >= 1 ? Math.min(crisp, MAX_SCALE) : scale;
}

export function fit(picture: Size, frame: Size): View {
  return centre(picture, frame, fitScale(picture, frame));
}

function centre(picture: Size, frame: Size, scale: number): View {
  return { scale, x: (frame.width - picture.width * scale) / 2, y: (frame.height - picture.height * scale) / 2 };
}

/** Zooms so that the point of the picture under `at` stays where it is. */
export function zoomAbout(view: View, at: Point, factor: number, picture: Size, frame: Size): View {
  const least = Math.min(fitScale(picture, frame), 1);
  const scale = Math.min(Math.max(view.scale * factor, least), MAX_SCALE);
  const ratio = scale / view.scale;
  return clamp({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, picture, frame);
}

export function pan(view: View, dx: number, dy: number, picture: Size, frame: Size): View {
  return clamp({ ...view, x: view.x + dx, y: view.y + dy }, picture, frame);
}

/** Keeps the picture in the frame: centred where it is smaller, without a gap where it is larger. */
export function clamp(view: View, picture: Size, frame: Size): View {
  const axis = (at: number, size: number, room: number): number => {
    const free = room - size * view.scale;
    return free >= 0 ? free / 2 : Math.min(Math.max(at, free), 0);
  };
  return { scale: view.scale, x: axis(view.x, picture.width, frame.width), y: axis(view.y, picture.height, frame.height) };
}

/** Whether more is there than the frame shows. */
export function isZoomed(view: View, picture: Size, frame: Size): boolean {
  return view.scale > fitScale(picture, frame) * 1.001;
}

/** A point of the frame in pixels of the picture. */
export function toPicture(view: View, at: Point): Point {
  return { x: (at.x - view.x) / view.scale, y: (at.y - view.y) / view.scale };
}

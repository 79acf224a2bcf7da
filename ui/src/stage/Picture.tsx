// A picture that zooms and pans: wheel, pinch, drag, keys. Tiny ones are shown large and crisp.
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fit, isTiny, isZoomed, pan, zoomAbout, type Point, type Size, type View } from "../engine/viewport";

export interface PictureHandle {
  zoom: (factor: number) => void;
  pan: (dx: number, dy: number) => void;
  fit: () => void;
  /** While held: twice as large, about the pointer. */
  hold: () => void;
  letGo: () => void;
  isZoomed: () => boolean;
}

export interface PictureProps {
  src: string;
  width: number;
  height: number;
  alt: string;
  handle?: RefObject<PictureHandle | null>;
  /** The picture is on the screen, or could not be loaded. */
  onPainted?: () => void;
  children?: ComponentChildren;
}

const HOLD_FACTOR = 3;

export function Picture({ src, width, height, alt, handle, onPainted, children }: PictureProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const pointer = useRef<Point | null>(null);
  const fingers = useRef(new Map<number, Point>());
  const before = useRef<View | null>(null);
  const [frame, setFrame] = useState<Size>({ width: 0, height: 0 });
  const [view, setView] = useState<View | null>(null);
  const [failed, setFailed] = useState(false);
  const picture = { width: Math.max(width, 1), height: Math.max(height, 1) };

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => setFrame({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);

  // A new picture, or a new frame, is seen whole.
  useLayoutEffect(() => {
    setView(null);
    setFailed(false);
    before.current = null;
  }, [src, frame.width, frame.height]);

  const shown = view ?? fit(picture, frame);
  const latest = useRef({ shown, frame, picture });
  latest.current = { shown, frame, picture };

  function centre(): Point {
    const { frame: now } = latest.current;
    return pointer.current ?? { x: now.width / 2, y: now.height / 2 };
  }
  function zoomAt(at: Point, factor: number): void {
    const { shown: now, frame: room, picture: size } = latest.current;
    setView(zoomAbout(now, at, factor, size, room));
  }
  function move(dx: number, dy: number): void {
    const { shown: now, frame: room, picture: size } = latest.current;
    setView(pan(now, dx, dy, size, room));
  }

  useImperativeHandle(
    handle ?? { current: null },
    () => ({
      zoom: (factor) => zoomAt(centre(), factor),
      pan: move,
      fit: () => setView(null),
      hold: () => {
        before.current = latest.current.shown;
        zoomAt(centre(), HOLD_FACTOR);
      },
      letGo: () => {
        if (before.current !== null) setView(before.current);
        before.current = null;
      },
      isZoomed: () => isZoomed(latest.current.shown, latest.current.picture, latest.current.frame),
    }),
    [],
  );

  // The wheel must be able to keep the page from scrolling, which a passive listener cannot.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      zoomAt(at(event, element), Math.exp((-event.deltaY * scale) / 400));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);

  function onPointerDown(event: PointerEvent): void {
    if (event.button > 1) return;
    const element = event.currentTarget as HTMLElement;
    element.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, at(event, element));
  }

  function onPointerMove(event: PointerEvent): void {
    const element = event.currentTarget as HTMLElement;
    const here = at(event, element);
    if (event.pointerType === "mouse") pointer.current = here;
    const from = fingers.current.get(event.pointerId);
    if (from === undefined) return;
    const others = [...fingers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    const other = others[0];
    if (other === undefined) move(here.x - from.x, here.y - from.y);
    else {
      const factor = Math.hypot(here.x - other.x, here.y - other.y) / Math.max(Math.hypot(from.x - other.x, from.y - other.y), 1);
      zoomAt({ x: (here.x + other.x) / 2, y: (here.y + other.y) / 2 }, factor);
    }
    fingers.current.set(event.pointerId, here);
  }

  const lift = (event: PointerEvent): void => {
    fingers.current.delete(event.pointerId);
  };

  const zoomed = isZoomed(shown, picture, frame);
  return (
    <div
      class={zoomed ? "stage picture zoomed" : "stage picture"}
      ref={box}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={lift}
      onPointerCancel={lift}
      onPointerLeave={() => (pointer.current = null)}
      onDblClick={(event) => (zoomed ? setView(null) : zoomAt(at(event, event.currentTarget as HTMLElement), 2))}
    >
      {failed ? (
        <p class="picture-failed">This picture could not be loaded. Skip it with a reason, or load the page again.</p>
      ) : (
        <img
          src={src}
          alt={alt}
          width={picture.width}
          height={picture.height}
          draggable={false}
          class={isTiny(picture) || shown.scale > 4 ? "crisp" : undefined}
          style={{ transform: `translate(${shown.x}px, ${shown.y}px) scale(${shown.scale})`, visibility: frame.width > 0 ? "visible" : "hidden" }}
          onLoad={onPainted}
          onError={() => {
            setFailed(true);
            onPainted?.();
          }}
        />
      )}
      {children}
    </div>
  );
}

function at(event: MouseEvent, element: HTMLElement): Point {
  const bounds = element.getBoundingClientRect();
  return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
}

// The camera as it is pointed at somebody's code: its stream, its light and its lens, frame after frame to the reader.

import { transfer } from 'comlink';
import type { Problem } from '#worker';
import type { ReadCode } from '../../cards/reader';
import { read } from '../../cards/reading';

/** The longer side to which a frame is made smaller: enough for a code that fills a quarter of it. */
const frameSide = 1280;

/** Milliseconds after which no further way of looking at one frame is begun. */
const budget = 120;

/** Milliseconds between two frames where the browser does not tell of them. */
const pause = 80;

/** How a track of a camera says what it can, which TypeScript's own types leave out. */
interface Able {
  torch?: boolean;
  zoom?: { min: number; max: number; step: number };
}

/** `refused`: by its owner, or by the browser for this page. `absent`: there is none, or it does not start. */
export type CameraState = 'asking' | 'on' | 'refused' | 'absent' | 'off';

/** Of a picture that is kept: as good as the browser writes without becoming much larger. */
const asPhoto = { type: 'image/jpeg', quality: 0.92 };

export class Camera {
  #shown: CameraState = $state('off');
  /** Whether the light is on; undefined where there is none. */
  torch: boolean | undefined = $state();
  zoom: { min: number; max: number; step: number; value: number } | undefined = $state.raw();
  /** Why nothing is being read although the camera is on. */
  problem: Problem | undefined = $state.raw();

  /** As it is shown. What ends with a component reads there what was before it ended, so that it stands here, too. */
  #stands: CameraState = 'off';
  #stream: MediaStream | undefined;
  #video: HTMLVideoElement | undefined;
  #turn = 0;
  #canvas: OffscreenCanvas | undefined;

  get state(): CameraState {
    return this.#shown;
  }

  /** Shows what it sees in `video`, and tells `found` once: the first codes that it sees. */
  async start(video: HTMLVideoElement, found: (codes: ReadCode[]) => void): Promise<void> {
    this.stop();
    this.#turn += 1;
    const turn = this.#turn;
    if (navigator.mediaDevices?.getUserMedia === undefined) {
      this.#is('absent');
      return;
    }
    this.#is('asking');
    try {
      const wanted = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      if (turn !== this.#turn) {
        end(stream);
        return;
      }
      this.#stream = stream;
      this.#video = video;
      this.#learn();
      video.srcObject = stream;
      await video.play();
      this.#is('on');
      await this.#look(video, turn, found);
    } catch (error) {
      if (turn === this.#turn) {
        this.stop();
        this.#is(isRefusal(error) ? 'refused' : 'absent');
      }
    }
  }

  stop(): void {
    this.#turn += 1;
    if (this.#stream !== undefined) {
      end(this.#stream);
    }
    this.#stream = undefined;
    this.#video = undefined;
    this.torch = undefined;
    this.zoom = undefined;
    // Why there is none is told until it is asked for again.
    if (this.#stands === 'on' || this.#stands === 'asking') {
      this.#is('off');
    }
  }

  /** After it was refused or absent it may be asked for again. */
  forgive(): void {
    this.#is('off');
  }

  /** What it sees right now, in all its points; nothing where it sees nothing. */
  async snapshot(): Promise<Blob | undefined> {
    const { videoWidth: width = 0, videoHeight: height = 0 } = this.#video ?? {};
    if (this.#stands !== 'on' || this.#video === undefined || width === 0 || height === 0) {
      return undefined;
    }
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d', { alpha: false })?.drawImage(this.#video, 0, 0);
    return canvas.convertToBlob(asPhoto);
  }

  async turnTorch(): Promise<void> {
    const on = this.torch !== true;
    if (await this.#apply({ torch: on })) {
      this.torch = on;
    }
  }

  async zoomTo(value: number): Promise<void> {
    const { zoom } = this;
    if (zoom === undefined) {
      return;
    }
    // It follows the finger, and goes back where the camera did not.
    const wanted = { ...zoom, value };
    this.zoom = wanted;
    if (!(await this.#apply({ zoom: value })) && this.zoom === wanted) {
      this.zoom = zoom;
    }
  }

  #is(state: CameraState): void {
    this.#stands = state;
    this.#shown = state;
  }

  /** Whether the camera did it, and is still the one that was asked; one that will not is as it was. */
  async #apply(wanted: { torch?: boolean; zoom?: number }): Promise<boolean> {
    const turn = this.#turn;
    const [track] = this.#stream?.getVideoTracks() ?? [];
    try {
      await track?.applyConstraints({ advanced: [wanted as MediaTrackConstraintSet] });
      return track !== undefined && turn === this.#turn;
    } catch {
      return false;
    }
  }

  #learn(): void {
    const [track] = this.#stream?.getVideoTracks() ?? [];
    const able = (track?.getCapabilities?.() ?? {}) as Able;
    const set = (track?.getSettings?.() ?? {}) as { zoom?: number };
    this.torch = able.torch === true ? false : undefined;
    const { zoom } = able;
    this.zoom =
      zoom !== undefined && zoom.max > zoom.min
        ? { min: zoom.min, max: Math.min(zoom.max, zoom.min * 8), step: zoom.step || 0.1, value: set.zoom ?? zoom.min }
        : undefined;
    track?.addEventListener('ended', () => {
      // Another program took it, or it was unplugged.
      this.stop();
      this.#is('absent');
    });
  }

  async #look(video: HTMLVideoElement, turn: number, found: (codes: ReadCode[]) => void): Promise<void> {
    while (turn === this.#turn) {
      await nextFrame(video);
      const picture = turn === this.#turn ? this.#picture(video) : undefined;
      if (picture === undefined) {
        continue;
      }
      try {
        const codes = await read((reader) => reader.frame(transfer(picture, [picture.data.buffer]), budget));
        this.problem = undefined;
        if (codes.length > 0 && turn === this.#turn) {
          found(codes);
          return;
        }
      } catch (problem) {
        this.problem = problem as Problem;
        await new Promise((later) => setTimeout(later, 1000));
      }
    }
  }

  #picture(video: HTMLVideoElement): ImageData | undefined {
    const scale = Math.min(1, frameSide / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (!(width > 0 && height > 0)) {
      return undefined;
    }
    if (this.#canvas?.width !== width || this.#canvas.height !== height) {
      this.#canvas = new OffscreenCanvas(width, height);
    }
    const canvas = this.#canvas.getContext('2d', { willReadFrequently: true });
    canvas?.drawImage(video, 0, 0, width, height);
    return canvas?.getImageData(0, 0, width, height);
  }
}

/** Resolves with the next frame; where none comes, as of a camera that stands still, a little later. */
function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, pause * 3);
    if (video.requestVideoFrameCallback === undefined) {
      setTimeout(resolve, pause);
      return;
    }
    video.requestVideoFrameCallback(() => {
      clearTimeout(late);
      resolve();
    });
  });
}

function end(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'SecurityError');
}

// Frames as a phone's camera has them: a code on a card on a table, seen by a pinhole camera, in some light, out of focus
// and with noise. Every number comes from `luck`, so that a seed gives the same frames again.

const paper = 228;
const ink = 26;

/** Where the code's plane lies before the camera: what a point of the frame is on the code, in modules from its middle. */
function view(scene) {
  const { width, height, roll, tilt, axis, module, at } = scene;
  const focal = width;
  const distance = focal / module;
  const [rc, rs] = [Math.cos(roll), Math.sin(roll)];
  const [ac, as] = [Math.cos(axis), Math.sin(axis)];
  const [tc, ts] = [Math.cos(tilt), Math.sin(tilt)];
  // The plane's two directions in space: turned in itself, then tilted about an axis that lies in it.
  const turned = ([x, y]) => {
    const along = x * ac + y * as;
    const across = -x * as + y * ac;
    return [along * ac - across * tc * as, along * as + across * tc * ac, across * ts];
  };
  const u = turned([rc, rs]);
  const v = turned([-rs, rc]);
  // The inverse of the map from the code to the frame, by cofactors.
  const m = [
    [u[0] * focal, v[0] * focal, 0],
    [u[1] * focal, v[1] * focal, 0],
    [u[2], v[2], distance],
  ];
  const c = (i, j) => {
    const [a, b] = [0, 1, 2].filter((row) => row !== i);
    const [d, e] = [0, 1, 2].filter((column) => column !== j);
    return (m[a][d] * m[b][e] - m[a][e] * m[b][d]) * ((i + j) % 2 === 0 ? 1 : -1);
  };
  const n = [0, 1, 2].map((j) => [0, 1, 2].map((i) => c(i, j)));
  return (x, y) => {
    const [px, py] = [x - width / 2 - at[0], y - height / 2 - at[1]];
    const w = n[2][0] * px + n[2][1] * py + n[2][2];
    return [(n[0][0] * px + n[0][1] * py + n[0][2]) / w, (n[1][0] * px + n[1][1] * py + n[1][2]) / w];
  };
}

/** What lies around the card: a table of some brightness with things on it. */
function surroundings(luck, width, height) {
  const things = Array.from({ length: 14 }, () => ({
    x: luck.between(0, width),
    y: luck.between(0, height),
    w: luck.between(4, width / 4),
    h: luck.between(2, height / 10),
    grey: luck.between(20, 235),
  }));
  const table = luck.between(60, 190);
  return (x, y) => {
    for (const thing of things) {
      if (x > thing.x && x < thing.x + thing.w && y > thing.y && y < thing.y + thing.h) {
        return thing.grey;
      }
    }
    return table;
  };
}

/** The frame in grey, before light and lens: each pixel the mean of four points in it. */
function seen(scene, code, around) {
  const { width, height, onDark, blots } = scene;
  const grey = new Float32Array(width * height);
  const onCode = view(scene);
  const half = code.side / 2;
  const [light, dark] = onDark ? [ink, paper] : [paper, ink];
  const point = (x, y) => {
    const [u, v] = onCode(x, y);
    if (Math.max(Math.abs(u), Math.abs(v)) > half + 4) {
      return around(x, y);
    }
    for (const blot of blots) {
      if (Math.hypot(u - blot.u, v - blot.v) < blot.r) {
        return blot.grey;
      }
    }
    return code.rows[Math.floor(v + half)]?.[Math.floor(u + half)] === '1' ? dark : light;
  };
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      let sum = 0;
      for (let part = 0; part < 4; part += 1) {
        sum += point(x + 0.25 + (part % 2) / 2, y + 0.25 + (part >> 1) / 2);
      }
      grey[at] = sum / 4;
    }
  }
  return grey;
}

/** Gauss's blur, across and then down. */
function blurred(grey, width, height, sigma) {
  if (sigma < 0.2) {
    return grey;
  }
  const reach = Math.ceil(sigma * 3);
  const kernel = Array.from({ length: reach * 2 + 1 }, (_, at) => Math.exp(-((at - reach) ** 2) / (2 * sigma * sigma)));
  const all = kernel.reduce((sum, part) => sum + part, 0);
  const pass = (from, step, length, lines, line) => {
    const to = new Float32Array(from.length);
    for (let start = 0; start < lines; start += 1) {
      for (let at = 0; at < length; at += 1) {
        let sum = 0;
        for (let part = -reach; part <= reach; part += 1) {
          const clamped = Math.min(length - 1, Math.max(0, at + part));
          sum += kernel[part + reach] * from[start * line + clamped * step];
        }
        to[start * line + at * step] = sum / all;
      }
    }
    return to;
  };
  return pass(pass(grey, 1, width, height, width), width, height, width, 1);
}

/** Light from one side, a shadow's edge, a lamp's reflection, and the sensor's noise: RGBA as a canvas has it. */
function exposed(scene, grey, luck) {
  const { width, height, light, noise, glare } = scene;
  const rgba = new Uint8ClampedArray(grey.length * 4);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      let value = grey[at] * light(x / width, y / height);
      if (glare !== undefined) {
        value += 255 * Math.exp(-(((x - glare.x) ** 2 + (y - glare.y) ** 2) / (2 * glare.r * glare.r)));
      }
      // The sum of three is near enough to the normal distribution; its deviation is a half.
      value += noise * 2 * (luck.between(-0.5, 0.5) + luck.between(-0.5, 0.5) + luck.between(-0.5, 0.5));
      rgba.fill(value, at * 4, at * 4 + 3);
      rgba[at * 4 + 3] = 255;
    }
  }
  return rgba;
}

/** The frame of a scene. */
export function frameOf(scene, code, luck) {
  const { width, height } = scene;
  const grey = seen(scene, code, surroundings(luck, width, height));
  const data = exposed(scene, blurred(grey, width, height, scene.blur * scene.module), luck);
  return { data, width, height };
}

const sizes = [
  [640, 480],
  [960, 720],
  [1280, 720],
];

/** An ordinary scene: any turn, a little tilt, nearly in focus. The code and its margin fit into the frame. */
function ordinary(luck, code) {
  const [width, height] = luck.of(sizes);
  const most = (Math.min(width, height) * 0.96) / ((code.side + 8) * 1.42);
  const module = luck.between(Math.min(3, most * 0.8), most);
  const free = Math.min(width, height) / 2 - (module * (code.side + 8) * 1.42) / 2;
  return {
    width,
    height,
    module,
    roll: luck.between(0, 2 * Math.PI),
    axis: luck.between(0, 2 * Math.PI),
    tilt: luck.between(0, 0.2),
    at: [luck.between(-free, free), luck.between(-free, free)],
    blur: luck.between(0, 0.25),
    noise: luck.between(1, 5),
    light: () => 1,
    glare: undefined,
    onDark: false,
    blots: [],
  };
}

/** What makes each kind of scene hard. */
export const kinds = {
  'any turn': (scene) => scene,
  small: (scene, luck, code) => {
    const module = luck.between(1.7, 3);
    const free = Math.max(0, Math.min(scene.width, scene.height) / 2 - module * (code.side + 8) * 0.72);
    return {
      ...scene,
      module,
      blur: luck.between(0, 0.15),
      at: [luck.between(-free, free), luck.between(-free, free)],
    };
  },
  tilted: (scene, luck) => ({ ...scene, tilt: luck.between(0.45, 0.95), at: [0, 0] }),
  'out of focus': (scene, luck) => ({ ...scene, blur: luck.between(0.45, 0.85) }),
  dark: (scene, luck) => {
    const level = luck.between(0.06, 0.2);
    return { ...scene, light: () => level, noise: luck.between(1, 3) };
  },
  'uneven light': (scene, luck) => {
    const [dx, dy, edge] = [luck.between(-1, 1), luck.between(-1, 1), luck.between(-0.4, 0.4)];
    const shadow = luck.between(0.25, 0.5);
    const way = (x, y) => (x - 0.5) * dx + (y - 0.5) * dy;
    return { ...scene, light: (x, y) => (0.55 + way(x, y) * 0.8) * (way(x, y) > edge * 0.3 ? 1 : shadow + 0.2) };
  },
  noise: (scene, luck) => ({ ...scene, noise: luck.between(18, 45) }),
  glare: (scene, luck, code) => {
    const reach = scene.module * code.side;
    return {
      ...scene,
      glare: {
        x: scene.width / 2 + scene.at[0] + luck.between(-0.3, 0.3) * reach,
        y: scene.height / 2 + scene.at[1] + luck.between(-0.3, 0.3) * reach,
        r: reach * luck.between(0.07, 0.16),
      },
    };
  },
  'light on dark': (scene) => ({ ...scene, onDark: true }),
  'partly covered': (scene, luck, code) => {
    // The middle, where there is no finder; the level M repairs a seventh.
    const r = code.side * luck.between(0.1, 0.17);
    const reach = code.side * 0.2;
    const blot = { u: luck.between(-reach, reach), v: luck.between(-reach, reach), r, grey: luck.of([20, 130, 235]) };
    return { ...scene, blots: [blot] };
  },
};

/** A scene of a kind. */
export function sceneOf(kind, luck, code) {
  return kinds[kind](ordinary(luck, code), luck, code);
}

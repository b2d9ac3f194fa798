// This device, in the words of the sentences about it.

import { isLoopback, isPad, ownKind } from '../worker/own';

export const thisKind = ownKind();

/** The daemon of this page runs on this device. */
export const isNear = isLoopback();

export const isApple = isPad() || /iPhone|iPod/.test(navigator.userAgent);

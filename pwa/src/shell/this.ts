// This device, in the words of the sentences about it.

import { isLoopback, ownKind } from '../worker/own';

export const thisKind = ownKind();

/** The daemon of this page runs on this device. */
export const isNear = isLoopback();

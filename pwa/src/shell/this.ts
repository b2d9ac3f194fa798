// This device, in the words of the sentences about it.

import { ownKind } from '../worker/own';

export const thisKind = ownKind();

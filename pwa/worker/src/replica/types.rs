//! The TypeScript names of what crosses as a plain text or number.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A record's document. */
export type DocumentId = string;
export type DeviceId = string;
/** The bytes of a photo or file, for `attachment_bytes`. */
export type BlobHash = string;
/** A document as it stood at a moment. */
export type Heads = string;
export type Fingerprint = string;
/** Milliseconds since 1970. */
export type Timestamp = number;
/** A newer program may have others. */
export type Kind = "contact" | "interaction" | "event" | "move" | "attachment" | "me" | "devices" | "forgotten" | (string & {});
/** What is said of a photo or file that is attached. `media` is as in RFC 6838, `pixels` are width and height. */
export interface AttachmentAbout { media: string; name: string; pixels: [number, number] | null; taken: Timestamp | null }
/** What changed since the last call. */
export interface Changes { kinds: Kind[] }
"#;

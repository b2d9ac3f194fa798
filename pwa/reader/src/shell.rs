//! What JavaScript has of it.

use crate::{Frame, Luma, draw};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A code that was read. */
export interface FoundCode {
  /** What it says, in a character set that it does not tell. */
  bytes: Uint8Array;
  /** Top left, top right, bottom right, bottom left, as the code stands: x and y of each, in pixels of the picture. */
  corners: number[];
}
/** A code to be shown, without the quiet zone of four modules that belongs around it. */
export interface DrawnCode {
  /** Modules along a side. */
  side: number;
  /** From the top, `1` for a dark one. */
  rows: string[];
}
"#;

/// A picture that is being read.
#[wasm_bindgen]
pub struct Picture {
    frame: Option<Frame>,
}

#[wasm_bindgen]
impl Picture {
    /// Takes up a canvas's pixels, four bytes each. `turn` says which way of looking comes after the first.
    #[wasm_bindgen(constructor)]
    pub fn new(rgba: &[u8], width: usize, height: usize, turn: usize) -> Self {
        console_error_panic_hook::set_once();
        Self { frame: Luma::from_rgba(rgba, width, height).map(|luma| Frame::new(luma, turn)) }
    }

    /// Looks at it in the next way: what that has found, and nothing once all ways have been tried.
    #[wasm_bindgen(unchecked_return_type = "FoundCode[] | undefined")]
    pub fn look(&mut self) -> Result<JsValue, JsValue> {
        let Some(found) = self.frame.as_mut().and_then(Iterator::next) else {
            return Ok(JsValue::UNDEFINED);
        };
        let codes = Array::new();
        for code in found {
            let corners: Array = code
                .corners
                .iter()
                .flat_map(|(x, y)| [x, y])
                .map(|at| JsValue::from_f64(f64::from(*at)))
                .collect();
            let told = Object::new();
            Reflect::set(&told, &"bytes".into(), &Uint8Array::from(code.bytes.as_slice()))?;
            Reflect::set(&told, &"corners".into(), &corners)?;
            codes.push(&told);
        }
        Ok(codes.into())
    }
}

/// The text as a code; nothing where it is too long for one.
#[wasm_bindgen(unchecked_return_type = "DrawnCode | undefined")]
pub fn drawn(text: &str) -> Result<JsValue, JsValue> {
    let Some(drawing) = draw(text) else { return Ok(JsValue::UNDEFINED) };
    let rows: Array = drawing
        .dark
        .chunks(drawing.side)
        .map(|row| {
            JsValue::from(row.iter().map(|dark| if *dark { '1' } else { '0' }).collect::<String>())
        })
        .collect();
    let told = Object::new();
    Reflect::set(&told, &"side".into(), &JsValue::from_f64(drawing.side as f64))?;
    Reflect::set(&told, &"rows".into(), &rows)?;
    Ok(told.into())
}

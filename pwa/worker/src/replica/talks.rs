//! Sessions with other devices.
use super::*;
use js_sys::{Array, Object, Reflect, Uint8Array};
use mingle_proto::id::DocumentId;
use mingle_proto::session::{Effect, Event, Role, Session, Settings, State, VERSIONS};

pub struct Talks {
    seq: i64,
    next: u32,
    live: BTreeMap<u32, Session>,
    told: BTreeMap<u32, Vec<Effect>>,
}

impl Talks {
    pub fn new(seq: i64) -> Self {
        Self { seq, next: 1, live: BTreeMap::new(), told: BTreeMap::new() }
    }

    pub fn tell(&mut self, journal: &mut Journal, except: Option<u32>) -> Result<(), Problem> {
        let (ids, seq) = journal.store().changed_since(self.seq)?;
        self.seq = seq;
        for (number, session) in &mut self.live {
            if Some(*number) != except && !ids.is_empty() {
                let effects = session.handle(Event::Changed(&ids), journal.store_mut());
                self.told.entry(*number).or_default().extend(effects);
            }
        }
        Ok(())
    }
}

#[wasm_bindgen]
impl Replica {
    pub fn call(&mut self) -> Answer {
        let settings = Settings { us: self.device, role: Role::Dialer, expect: None, versions: VERSIONS };
        let (session, effects) = Session::new(settings).map_err(|ended| Problem::new("x", ended.to_string()))?;
        let number = self.talks.next;
        self.talks.next += 1;
        self.talks.live.insert(number, session);
        Ok(tell(effects))
    }

    pub fn heard(&mut self, talk: u32, bytes: &[u8]) -> Answer {
        let Some(session) = self.talks.live.get_mut(&talk) else { return Ok(JsValue::NULL) };
        let effects = session.handle(Event::Message(bytes), self.journal.store_mut());
        self.talks.tell(&mut self.journal, Some(talk))?;
        Ok(tell(effects))
    }

    pub fn signed(&mut self, talk: u32, bytes: &[u8]) -> Answer {
        let Some(session) = self.talks.live.get_mut(&talk) else { return Ok(JsValue::NULL) };
        let bytes = bytes.try_into().map_err(|_| Problem::new("x", "y"))?;
        let effects = session.handle(Event::Signed(bytes), self.journal.store_mut());
        Ok(tell(effects))
    }
}

fn tell(effects: Vec<Effect>) -> JsValue {
    let list = Array::new();
    for effect in effects {
        let one = Object::new();
        let mut set = |name: &str, value: &JsValue| {
            let _ = Reflect::set(&one, &JsValue::from_str(name), value);
        };
        match effect {
            Effect::Send(bytes) => { set("do", &"send".into()); set("bytes", &Uint8Array::from(bytes.as_slice())); }
            Effect::Sign(bytes) => { set("do", &"sign".into()); set("bytes", &Uint8Array::from(bytes.as_slice())); }
            Effect::Close(ended) => { set("do", &"close".into()); set("message", &ended.to_string().into()); }
            _ => {}
        }
        list.push(&one);
    }
    list.into()
}

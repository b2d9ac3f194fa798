//! The journal's use cases.
use super::*;
use mingle_replica::line;

#[wasm_bindgen]
impl Replica {
    pub fn preview(&self, text: &str) -> Answer {
        json::told(&line::parse_many(text, moment_now()?.today))
    }
    pub fn log(&mut self, text: &str) -> Answer {
        let moment = moment_now()?;
        let lines = line::parse_many(text, moment.today);
        let logged = self.journal.log_many(&lines, moment)?;
        self.talks.tell(&mut self.journal, None)?;
        json::told(&logged)
    }
    pub fn find(&self, typed: &str, limit: usize) -> Answer {
        json::told(&self.journal.find(typed, limit)?)
    }
    pub fn due(&self) -> Answer {
        json::told(&self.journal.due(moment_now()?.today)?)
    }
    pub fn person(&self, id: &str) -> Answer {
        json::told(&self.journal.show(id, moment_now()?.today)?)
    }
    pub fn status(&self) -> Answer {
        json::told(&self.journal.status()?)
    }
    pub fn devices(&self) -> Answer {
        json::told(&self.journal.devices()?)
    }
    pub fn done(&mut self, id: &str) -> Answer {
        json::told(&self.journal.done(id, moment_now()?)?)
    }
    pub fn undo_done(&mut self, id: &str) -> Answer {
        json::told(&self.journal.undo_done(id, moment_now()?)?)
    }
    pub fn snooze(&mut self, id: &str, until: &str) -> Answer {
        let until = until.parse().map_err(|_| Problem::new("bad-date", "that is no date"))?;
        json::told(&self.journal.snooze(id, until, moment_now()?)?)
    }
    pub fn delete(&mut self, id: &str) -> Answer {
        let id = id.parse().map_err(|_| Problem::new("bad-id", "that is no id"))?;
        json::told(&self.journal.delete(&id, moment_now()?)?)
    }
    pub fn undelete(&mut self, id: &str) -> Answer {
        let id = id.parse().map_err(|_| Problem::new("bad-id", "that is no id"))?;
        json::told(&self.journal.undelete(&id, moment_now()?)?)
    }
    pub fn forget(&mut self, id: &str) -> Answer {
        let id = id.parse().map_err(|_| Problem::new("bad-id", "that is no id"))?;
        json::told(&self.journal.forget(&id, moment_now()?)?)
    }
    pub fn start_event(&mut self, name: &str, place: &str, goal: &str) -> Answer {
        json::told(&self.journal.event_start(name, place, goal, moment_now()?)?)
    }
    pub fn end_event(&mut self, learned: &str) -> Answer {
        json::told(&self.journal.event_end(learned, moment_now()?)?)
    }
    pub fn events(&self) -> Answer {
        json::told(&self.journal.events()?)
    }
}

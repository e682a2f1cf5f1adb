use time::Date;

/// What is done to a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// A tag was pushed.
    Push,
    /// A manifest was pulled.
    Pull,
}

/// How much was done on one day, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayActivity {
    /// The day.
    pub day: Date,
    /// How many tags were pushed.
    pub pushes: u64,
    /// How many images were pulled; an index and its image for one platform are one.
    pub pulls: u64,
}

impl DayActivity {
    /// A day on which nothing was done.
    pub fn none(day: Date) -> Self {
        Self { day, pushes: 0, pulls: 0 }
    }

    /// Counts so many more.
    pub fn count(&mut self, activity: Activity, times: u64) {
        match activity {
            Activity::Push => self.pushes += times,
            Activity::Pull => self.pulls += times,
        }
    }
}

//! Inputs and outputs as texts: `pkg/host/wire.d.ts` declares them, field by field.

pub mod read;
pub mod write;

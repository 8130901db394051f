// Package event is the catalogue of facts that the system announces: types
// only, in the past tense. A room publishes a fact in the transaction that made
// it true, other rooms subscribe to the type. A field is added in one release
// and relied on in the next, since facts of the old shape may still be waiting.
// Times are UTC milliseconds.
package event

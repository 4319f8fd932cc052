// Package rules knows what TrueNAS accepts and how it refuses the rest, release
// by release: attributes, messages and error numbers. A client asks it before a
// call, and a server that plays TrueNAS asks it during one.
//
// A call passes three gates, in this order:
//
//   - [Lookup] finds the method, and [Method.Arity] refuses a number of
//     parameters that the call itself fails with.
//   - [Method.Check] applies the schema: what the method's body receives, or the
//     validation error. [Method.CheckUpdate] does so for an update, with what is
//     stored.
//   - The method's body applies the rules of the service: [CheckTask],
//     [CheckListing], [CheckBuckets], [CheckName], with a [NAS] to ask about what
//     is stored.
//
// Every refusal is a [*Fault]. Values are those of package ejson. Nothing here
// keeps state: all functions are safe for concurrent use.
package rules

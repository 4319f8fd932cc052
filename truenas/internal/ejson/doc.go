// Package ejson holds JSON values as TrueNAS's middleware sees them: objects
// with an order, integers apart from floats, and the extended values of its
// wire format (dates, times, sets).
package ejson

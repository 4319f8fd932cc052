package truenas

import "time"

// Observer is told what a client does: for metrics and traces. Its methods are
// called synchronously, on the path of the call or the connection, and from
// several goroutines: they must be fast, and must not call the client.
type Observer interface {
	ObserveCall(CallObservation)
	ObserveConnection(ConnectionObservation)
}

// CallObservation is a call that has ended.
type CallObservation struct {
	Method string
	// Duration is what the caller waited, with all attempts.
	Duration time.Duration
	// Attempts is how often the call was sent; 0 when it never was.
	Attempts int
	// RequestBytes and ResponseBytes are those of the last attempt; the response
	// counts without its envelope.
	RequestBytes, ResponseBytes int
	// Err is what the caller got.
	Err error
}

// ConnectionState is what happened to a connection.
type ConnectionState string

// What happens to a connection.
const (
	// ConnectionUp: connected and logged in.
	ConnectionUp ConnectionState = "up"
	// ConnectionDown: it ended.
	ConnectionDown ConnectionState = "down"
	// ConnectionRetry: an attempt to reconnect failed.
	ConnectionRetry ConnectionState = "retry"
)

// ConnectionObservation is a change of the connection.
type ConnectionObservation struct {
	State ConnectionState
	// Attempt counts the attempts to reconnect since the connection was lost: 1
	// is the first, 0 is [Dial] or a connection that just ended.
	Attempt int
	// Protocol is what an up connection speaks.
	Protocol Protocol
	// Err is why the connection is not up; [ErrClosed] after Close.
	Err error
}

package photoslibrary

import (
	"time"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// Retry is how often a client asks again, which it does only where that is safe
// and may help: after a limit per minute, for which nothing was done, and, if
// sending a request twice does no more than sending it once, after a fault of
// Google (500, 502, 503, 504) or a lost connection. It waits for as long as
// Google asks, or a minute for a limit per minute, and adds a random time that
// grows with each attempt from 1 to 32 seconds at most. If Google asks for more
// than five minutes, the call fails at once.
//
// A used-up daily quota and all other refusals are final. So is a refused access
// token: only the HTTP client can get another one and send the request again, as
// that of a credentials.TokenSource does.
type Retry struct {
	// Attempts is how often a request is sent at most. 0 is 5; 1 turns asking
	// again off.
	Attempts int
	// OnWait is called before each wait, by the goroutine that waits; it must not
	// call the client. Nil: nobody is told.
	OnWait func(Wait)
}

// Wait is the time before a client asks again.
type Wait struct {
	// Op is what was asked for, such as "list albums".
	Op string
	// Attempt is the one that failed, counted from 1.
	Attempt int
	// For is how long the client waits.
	For time.Duration
	// Err is why.
	Err error
}

func (r Retry) wire() googleapis.Retry {
	out := googleapis.Retry{Attempts: r.Attempts}
	if r.OnWait != nil {
		out.OnWait = func(w googleapis.Wait) { r.OnWait(Wait(w)) }
	}
	return out
}

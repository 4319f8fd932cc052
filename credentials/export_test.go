package credentials

import (
	"context"
	"net"
)

// WithoutListener is the option of a computer on which nobody can listen.
func (o AuthorizeOptions) WithoutListener(why error) AuthorizeOptions {
	o.listen = func(context.Context, loopbackAddress) (net.Listener, error) { return nil, why }
	return o
}

package googletest

import (
	"context"
	"net"
	"sync"
)

// memoryAddress is where a server without a port is. No name server knows it
// (RFC 2606).
const memoryAddress = "googletest.invalid:80"

// memory is a listener without a port. Its connections are pipes, on which the
// clock of a synctest bubble runs; on those of a port it stands still.
type memory struct {
	conns chan net.Conn
	done  chan struct{}
	close sync.Once
}

func newMemory() *memory {
	return &memory{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (m *memory) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if address != memoryAddress {
		return new(net.Dialer).DialContext(ctx, network, address) // the program's own port
	}
	here, there := net.Pipe()
	select {
	case m.conns <- there:
		return here, nil
	case <-m.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *memory) Accept() (net.Conn, error) {
	select {
	case conn := <-m.conns:
		return conn, nil
	case <-m.done:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error {
	m.close.Do(func() { close(m.done) })
	return nil
}

func (m *memory) Addr() net.Addr { return memoryName{} }

type memoryName struct{}

func (memoryName) Network() string { return "memory" }
func (memoryName) String() string  { return memoryAddress }

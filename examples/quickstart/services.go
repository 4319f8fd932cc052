package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/truenas"
)

// services are what the steps work with; the demo and the real world differ in
// nothing else.
type services struct {
	name   string // of the NAS, for people
	client credentials.Client
	// opener shows the consent page, http reaches Google; nil is the real thing.
	opener credentials.Opener
	http   *http.Client
	dial   func(context.Context) (*truenas.Client, error)
	folder string
	path   string
	// verify compares what arrived with what Google has. Only the demo can: on a
	// real NAS the files are out of this program's reach.
	verify func() (files int, bytes int64, err error)
	// refused are client files of the wrong kind, to show what happens. Demo only.
	refused [][]byte
}

func (s settings) services(out *printer) services {
	return services{
		name:   s.nas,
		client: s.client,
		opener: credentials.OpenerFunc(func(ctx context.Context, url string) error {
			out.block("your browser opens; if it does not, open this page in one on this machine:")
			out.block(url)
			if err := (credentials.Browser{}).Open(ctx, url); err != nil && ctx.Err() == nil {
				out.block(fmt.Sprintf("no browser could be started (%v)", err))
			}
			return ctx.Err()
		}),
		dial: func(ctx context.Context) (*truenas.Client, error) {
			var options []truenas.Option
			if s.fingerprint != "" {
				options = append(options, truenas.WithPinnedCertificate(s.fingerprint))
			}
			return truenas.Dial(ctx, s.nas, truenas.APIKey(s.user, s.apiKey), options...)
		},
		folder: s.folder,
		path:   s.path,
	}
}

// tempConf is where the rclone.conf of this run goes.
func tempConf() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", "nasphotos-quickstart-")
	if err != nil {
		return "", nil, err
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

const demoDataset = "/mnt/tank/photos"

// demo is a world of fakes: a Google with photos in it, and a TrueNAS whose pool
// is a temporary directory.
type demo struct {
	google *googletest.Server
	nas    *truenastest.Server
	apiKey string
	dir    string
	client credentials.Client
}

func newDemo(release truenas.Release) (*demo, error) {
	dir, err := os.MkdirTemp("", "nasphotos-demo-")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, demoDataset), 0o755); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	google, err := googletest.Start(googletest.Config{
		// As every new consent screen: the grant dies after a week.
		Testing: true,
		// Access tokens that are about to expire, so that the NAS has to refresh its
		// copy: with Google's, that takes an hour.
		AccessTokenTTL: 5 * time.Second,
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		google.Close()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	addPhotos(google)
	nas, err := truenastest.Start(truenastest.Config{Release: release, Engine: engine{root: dir, google: google}})
	if err != nil {
		google.Close()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return &demo{google: google, nas: nas, apiKey: nas.APIKey("admin"), dir: dir, client: client}, nil
}

func addPhotos(google *googletest.Server) {
	names := []string{
		"IMG_0001.jpg", "IMG_0002.jpg", "PXL_20240501_100000.jpg", "Sommer (1).jpg", "Été à la plage.jpg",
		"東京タワー.jpg", "a b  c.jpg", "100% sun.jpg", "IMG-20240612-WA0007.jpg", "ünïcode – dash.jpg", "last.JPG", "DSC00042.jpg",
	}
	for i, name := range names {
		google.AddPhoto(googletest.Photo{
			Filename: name,
			Bytes: googletest.JPEG(googletest.PhotoSpec{
				Width: 640, Height: 480, Seed: uint64(i), Taken: time.Date(2024, time.Month(1+i), 1, 10, 0, 0, 0, time.UTC),
			}),
		})
	}
}

// close ends the servers, which ends the runs, and then removes the pool.
func (d *demo) close() {
	d.nas.Close()
	d.google.Close()
	_ = os.RemoveAll(d.dir)
}

func (d *demo) services() services {
	return services{
		name:   "the fake NAS",
		client: d.client,
		opener: d.google.Approve(),
		http:   d.google.Client(),
		dial: func(ctx context.Context) (*truenas.Client, error) {
			return truenas.Dial(ctx, d.nas.URL(), truenas.APIKey("admin", truenas.NewSecret(d.apiKey)),
				truenas.WithPinnedCertificate(d.nas.Fingerprint()))
		},
		folder:  "media/all",
		path:    demoDataset,
		verify:  d.verify,
		refused: [][]byte{d.google.WebClientJSON(), d.google.ServiceAccountJSON()},
	}
}

// verify compares the dataset with the library, in both directions.
func (d *demo) verify() (files int, size int64, err error) {
	base := filepath.Join(d.dir, demoDataset)
	wanted := map[string][]byte{}
	for _, item := range d.google.Library().Items {
		wanted[item.Filename] = item.Bytes
	}
	err = filepath.WalkDir(base, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(base, path)
		if err != nil {
			return err
		}
		got, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		want, ok := wanted[name]
		switch {
		case !ok:
			return fmt.Errorf("%s is on the NAS but not in Google Photos", name)
		case !bytes.Equal(got, want):
			return fmt.Errorf("%s differs: %d bytes on the NAS, %d in Google Photos", name, len(got), len(want))
		}
		delete(wanted, name)
		files++
		size += int64(len(got))
		return nil
	})
	if err == nil && len(wanted) > 0 {
		err = fmt.Errorf("%d photos did not arrive", len(wanted))
	}
	return files, size, err
}

package leakcheck_test

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

// use makes every call of both APIs and asks the doctor.
func (s *session) use(grant *credentials.Grant) {
	ctx := s.t.Context()
	client, err := credentials.ParseClient(s.google.ClientSecretJSON())
	require.NoError(s.t, err)
	s.seeDoctor(client, grant)
	if grant == nil {
		return
	}
	once := photoslibrary.Retry{Attempts: 1}
	authorized := s.keep(client, grant)
	library := &photoslibrary.Client{HTTP: authorized, Retry: once, Meter: &photoslibrary.Meter{}}
	s.upload(library)
	s.arrange(library)
	s.download(library)
	s.log.add(library.Meter.Usage(), library.Meter)
	s.pick(&picker.Client{HTTP: authorized, Retry: once})

	// The oldest way, which keeps nothing.
	library = &photoslibrary.Client{HTTP: grant.HTTPClient(ctx, client, s.http), Retry: once}
	_, err = library.Get(ctx, "nothing")
	s.log.add(err)
}

// seeDoctor prints reports and guides.
func (s *session) seeDoctor(client credentials.Client, grant *credentials.Grant) {
	options := credentials.CheckOptions{HTTP: s.http}
	report := credentials.Check(s.t.Context(), client, grant, options)
	s.log.add(report, report.Checks, options)
	steps := credentials.Guide(client, report)
	next, _ := steps.Next()
	s.log.add(steps, next)

	ctx, cancel := context.WithCancel(s.t.Context())
	defer cancel()
	report, err := credentials.Watch(ctx, client, grant, credentials.WatchOptions{
		Check:   options,
		Changed: func(report credentials.Report) { s.log.add(report); cancel() }, // one round
	})
	s.log.add(report, err)
}

// keep stores the grant and returns a client that takes it from there.
func (s *session) keep(client credentials.Client, grant *credentials.Grant) *http.Client {
	ctx := s.t.Context()
	store := credentials.FileStore{Dir: s.t.TempDir()}
	s.log.add(store.Update(ctx, "photos", func(*credentials.Grant) (*credentials.Grant, error) { return grant, nil }))
	_, err := store.Get(ctx, "nobody")
	s.log.add(err, store)
	kept, err := store.Get(ctx, "photos")
	s.log.add(kept, err)
	options := credentials.TokenSourceOptions{HTTP: s.http, SaveFailed: func(err error) { s.log.add(err) }}
	source := credentials.NewTokenSource(ctx, client, store, "photos", options)
	_, err = source.Token()
	s.log.add(err, options)
	return source.HTTPClient(s.http)
}

func (s *session) upload(library *photoslibrary.Client) {
	ctx := s.t.Context()
	photo := googletest.JPEG(googletest.PhotoSpec{Seed: 1})
	token, err := library.Upload(ctx, "hills.jpg", "image/jpeg", bytes.NewReader(photo))
	s.log.add(err)
	created, err := library.CreateItems(ctx, "", photoslibrary.NewItem{UploadToken: token})
	s.log.add(err)
	again, err := library.CreateItems(ctx, "", photoslibrary.NewItem{UploadToken: token})
	s.log.add(err)
	for _, item := range append(created, again...) {
		s.log.add(item.Err)
	}
	photo = googletest.JPEG(googletest.PhotoSpec{Seed: 2})
	_, err = library.UploadFile(ctx, "sea.jpg", "image/jpeg", bytes.NewReader(photo), int64(len(photo)), photoslibrary.UploadOptions{
		Started: func(session photoslibrary.UploadSession) error {
			s.witness.Note("upload URL", session.URL.Reveal())
			s.log.add(session)
			return nil
		},
	})
	s.log.add(err)
}

func (s *session) arrange(library *photoslibrary.Client) {
	ctx := s.t.Context()
	album, err := library.CreateAlbum(ctx, "Hills")
	s.log.add(album, err)
	for album, err := range library.Albums(ctx) {
		s.log.add(album, err)
	}
	id := s.google.Library().Items[0].ID
	_, err = library.UpdateItem(ctx, id, "The sea")
	s.log.add(err, library.AddToAlbum(ctx, album.ID, id), library.RemoveFromAlbum(ctx, album.ID, id))
	_, err = library.GetAlbum(ctx, album.ID)
	s.log.add(err)
	fetched, err := library.BatchGet(ctx, id, "nothing")
	s.log.add(err)
	for _, one := range fetched {
		s.log.add(one.Err)
	}
}

func (s *session) download(library *photoslibrary.Client) {
	ctx := s.t.Context()
	for _, err := range library.Items(ctx) {
		s.log.add(err)
	}
	for item, err := range library.Search(ctx, photoslibrary.SearchRequest{}) {
		s.log.add(err)
		if err == nil {
			_, err := library.Download(ctx, item, io.Discard)
			s.log.add(err)
			_, err = library.DownloadPreview(ctx, item, photoslibrary.Size{Width: 20, Height: 20}, io.Discard)
			s.log.add(err)
			_, err = library.Get(ctx, item.ID)
			s.log.add(err)
		}
	}
}

func (s *session) pick(photos *picker.Client) {
	ctx := s.t.Context()
	picking, err := photos.CreateSession(ctx, picker.CreateOptions{})
	s.log.add(err)
	if err != nil {
		return
	}
	for _, err := range photos.Items(ctx, picking.ID) {
		s.log.add(err) // nothing is picked yet
	}
	require.NoError(s.t, s.google.Pick(picking.PickerURI, s.google.Library().Items[0].ID))
	for item, err := range photos.Items(ctx, picking.ID) {
		s.log.add(err)
		if err == nil {
			_, err := photos.Download(ctx, item, io.Discard)
			s.log.add(err)
		}
	}
	s.log.add(photos.DeleteSession(ctx, picking.ID))
	_, err = photos.Session(ctx, picking.ID)
	s.log.add(err)
}

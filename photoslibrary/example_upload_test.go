package photoslibrary_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Upload bytes of unknown length.
func ExampleClient_Upload() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	photo := googletest.JPEG(googletest.PhotoSpec{})
	token, err := library.Upload(context.Background(), "cat.jpg", "image/jpeg", bytes.NewReader(photo))
	fmt.Println(token != "", err)
	// Output: true <nil>
}

// Upload a large file, and show how far it is.
func ExampleClient_UploadFile() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	file := bytes.NewReader(append(googletest.JPEG(googletest.PhotoSpec{}), make([]byte, 1<<20)...)) // an *os.File, say

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	token, err := library.UploadFile(ctx, "cat.jpg", "image/jpeg", file, file.Size(), photoslibrary.UploadOptions{
		ChunkSize: 512 << 10,
		Progress:  func(received int64) { fmt.Printf("%d %%\n", 100*received/file.Size()) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	created, err := library.CreateItems(ctx, "", photoslibrary.NewItem{UploadToken: token})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(created[0].Item.Filename)
	// Output:
	// 49 %
	// 99 %
	// 100 %
	// cat.jpg
}

// An upload is cut, and goes on in another process.
func ExampleClient_ResumeUpload() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	file := bytes.NewReader(googletest.JPEG(googletest.PhotoSpec{}))
	google.Script(googletest.Request{Path: "/v1/uploads"}, googletest.Pass(), googletest.CutUpload(100))

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient(), Retry: photoslibrary.Retry{Attempts: 1}}
	var kept []byte // in a file that only its owner reads
	_, err = library.UploadFile(ctx, "cat.jpg", "image/jpeg", file, file.Size(), photoslibrary.UploadOptions{
		Started: func(session photoslibrary.UploadSession) (err error) {
			kept, err = session.Marshal()
			return err
		},
	})
	fmt.Println("cut:", err != nil)

	session, err := photoslibrary.UnmarshalUploadSession(kept)
	if err != nil {
		fmt.Println(err)
		return
	}
	token, err := library.ResumeUpload(ctx, session, file, photoslibrary.UploadOptions{
		Progress: func(received int64) { fmt.Println("complete:", received == file.Size()) },
	})
	if errors.Is(err, photoslibrary.ErrUploadOver) {
		fmt.Println("too late: upload again")
		return
	}
	fmt.Println(token != "", err)
	// Output:
	// cut: true
	// complete: false
	// complete: true
	// true <nil>
}

// Put new photos in front of an album, and see what became of each.
func ExampleClient_CreateItemsAt() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	album := google.AddAlbum("Trip", google.AddPhoto(googletest.Photo{Filename: "old.jpg"}).ID)

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	token, err := library.Upload(ctx, "new.jpg", "image/jpeg", bytes.NewReader(googletest.JPEG(googletest.PhotoSpec{Make: "Canon"})))
	if err != nil {
		fmt.Println(err)
		return
	}
	created, err := library.CreateItemsAt(ctx, album, photoslibrary.Position{First: true},
		photoslibrary.NewItem{UploadToken: token, Description: "the first day"},
		photoslibrary.NewItem{UploadToken: "of last week", Filename: "late.jpg"},
	)
	if err != nil {
		fmt.Println(err) // and created tells what is known of each
	}
	for _, each := range created {
		var failure *photoslibrary.ItemError
		if errors.As(each.Err, &failure) {
			fmt.Println(failure.Name, failure.Status())
			continue
		}
		fmt.Println(each.Item.Filename)
	}
	for item, err := range library.Search(ctx, photoslibrary.SearchRequest{AlbumID: album}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("in the album:", item.Filename)
	}
	// Output:
	// new.jpg
	// late.jpg INVALID_ARGUMENT
	// in the album: new.jpg
	// in the album: old.jpg
}

package rclonecfg_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// A connection string carries a whole remote, so that rclone needs no
// configuration file: here a copy of the folder of an album.
func ExampleRemote_ConnectionString() {
	settings := rclonecfg.GooglePhotos{
		ClientID:     "1234.apps.googleusercontent.com",
		ClientSecret: rclonecfg.NewSecret("shh"),
		Token: rclonecfg.Token{
			AccessToken:  rclonecfg.NewSecret("ya29.x"),
			RefreshToken: rclonecfg.NewSecret("1//y"),
			Expiry:       time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		},
		ReadOnly: true,
	}
	remote, err := settings.Remote("photos")
	if err != nil {
		fmt.Println(err)
		return
	}
	source, err := remote.ConnectionString("album/Trip")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("rclone copy", source, "/mnt/pool/photos/Trip")

	// And back: the text has no name for the remote.
	again, path, err := rclonecfg.ParseConnectionString(source.Reveal())
	if err != nil {
		fmt.Println(err)
		return
	}
	again.Name = remote.Name
	settings, err = rclonecfg.ParseGooglePhotos(again)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(settings.ClientID, settings.ReadOnly, path)
	// Output:
	// rclone copy [redacted] /mnt/pool/photos/Trip
	// 1234.apps.googleusercontent.com true album/Trip
}

// A remote without a type is one of rclone's configuration. Its options
// override those of the configuration for this one use.
func ExampleRemote_ConnectionString_override() {
	remote := rclonecfg.Remote{Name: "photos", Options: []rclonecfg.Option{
		{Key: "read_only", Value: rclonecfg.NewSecret("true")},
		{Key: "start_year", Value: rclonecfg.NewSecret("2015")},
	}}
	text, err := remote.ConnectionString("media/by-year")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text.Reveal())
	// Output: photos,read_only,start_year=2015:media/by-year
}

func ExampleParseConnectionString() {
	remote, path, err := rclonecfg.ParseConnectionString(`:gphotos,client_id=1234,token='{"access_token":"ya29.x"}':album/Trip`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(remote.Type, path)
	for _, option := range remote.Options {
		fmt.Println(option.Key, option.Value)
	}

	_, _, err = rclonecfg.ParseConnectionString("/mnt/pool/photos")
	fmt.Println(err)
	_, _, err = rclonecfg.ParseConnectionString(`:gphotos,token="{"access_token":"ya29.x"}":album`)
	fmt.Println(err)
	// Output:
	// gphotos album/Trip
	// client_id [redacted]
	// token [redacted]
	// rclonecfg: connection string, column 1: a local path is not a remote: write name:path, or :type,option=value:path
	// rclonecfg: connection string, column 19: a quoted value ends with a comma or colon: double the quotes inside
}

func ExampleConnectionStringError() {
	_, _, err := rclonecfg.ParseConnectionString("photos,read-only:album")
	var textErr *rclonecfg.ConnectionStringError
	if errors.As(err, &textErr) {
		fmt.Println(textErr.Column, textErr.Reason)
	}
	// Output: 12 an option key has letters, digits, _ and . only: put a value with commas in quotes, doubled inside
}

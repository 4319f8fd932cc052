package rclonecfg_test

import (
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func ExampleGooglePhotos_Remote() {
	remote, err := rclonecfg.GooglePhotos{
		ClientID:     "123.apps.googleusercontent.com",
		ClientSecret: rclonecfg.NewSecret("GOCSPX-abc"),
		Token: rclonecfg.Token{
			AccessToken:  rclonecfg.NewSecret("ya29.a0Af"),
			RefreshToken: rclonecfg.NewSecret("1//0abc"),
			Expiry:       time.Date(2026, 11, 22, 19, 54, 49, 0, time.UTC),
		},
	}.Remote("photos")
	if err != nil {
		fmt.Println(err)
		return
	}
	var file rclonecfg.File
	if err := file.SetRemote(remote); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", file.Bytes())
	// Output:
	// [photos]
	// type = googlephotos
	// client_id = 123.apps.googleusercontent.com
	// client_secret = GOCSPX-abc
	// token = {"access_token":"ya29.a0Af","token_type":"Bearer","refresh_token":"1//0abc","expiry":"2026-11-22T19:54:49Z"}
}

func ExampleParseGooglePhotos() {
	file, err := rclonecfg.ParseFile([]byte(`
[photos]
type = gphotos
client_id = 123.apps.googleusercontent.com
client_secret = GOCSPX-abc
token = {"access_token":"ya29.a0Af","refresh_token":"1//0abc","expiry":"2026-11-22T19:54:49Z"}
start_year = 2010
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	remote, _ := file.Remote("photos")
	photos, err := rclonecfg.ParseGooglePhotos(remote)
	fmt.Println(photos.ClientID, photos.ClientSecret, photos.StartYear, err)
	// Output: 123.apps.googleusercontent.com [redacted] 2010 <nil>
}

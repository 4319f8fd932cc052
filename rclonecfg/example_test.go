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

func ExampleParseFile() {
	file, err := rclonecfg.ParseFile([]byte("[photos]\ntype = googlephotos\n[disk]\ntype = local\n"))
	fmt.Println(file.Remotes(), err)

	_, err = rclonecfg.ParseFile([]byte("[photos]\ntoken = {\n  \"access_token\": \"ya29.a0Af\"\n}\n"))
	fmt.Println(err)
	// Output:
	// [photos disk] <nil>
	// rclonecfg: line 4, column 1: neither a [section], a comment nor key = value: was a value broken into several lines?
}

func ExampleFile_Remote() {
	file, err := rclonecfg.ParseFile([]byte("[disk]\ntype = alias\nremote = /mnt/tank\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	remote, ok := file.Remote("disk")
	target, set := remote.Option("remote")
	fmt.Println(remote.Type, target.Reveal(), ok, set)
	fmt.Println(remote)
	// Output:
	// alias /mnt/tank true true
	// {disk alias [{remote [redacted]}]}
}

func ExampleFile_SetRemote() {
	file, err := rclonecfg.ParseFile([]byte("# at home\n[disk]\ntype=alias\n# where the photos go\nremote: /old\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = file.SetRemote(rclonecfg.Remote{Name: "disk", Type: "alias", Options: []rclonecfg.Option{
		{Key: "remote", Value: rclonecfg.NewSecret("/mnt/tank")},
	}})
	fmt.Printf("%s%v\n", file.Bytes(), err)
	// Output:
	// # at home
	// [disk]
	// type=alias
	// # where the photos go
	// remote: /mnt/tank
	// <nil>
}

func ExampleFile_DeleteRemote() {
	file, err := rclonecfg.ParseFile([]byte("[a]\ntype = local\n\n[b]\ntype = local\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(file.DeleteRemote("a"), file.DeleteRemote("a"), file.Remotes())
	// Output: true false [b]
}

func ExampleObscure() {
	obscured, err := rclonecfg.Obscure(rclonecfg.NewSecret("hunter2"))
	fmt.Println(len(obscured), err)

	plain, err := rclonecfg.Reveal(obscured)
	fmt.Println(plain, plain.Reveal(), err)
	// Output:
	// 31 <nil>
	// [redacted] hunter2 <nil>
}

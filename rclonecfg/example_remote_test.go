package rclonecfg_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// exampleToken is what a sign-in has given.
func exampleToken() rclonecfg.Token {
	return rclonecfg.Token{
		AccessToken:  rclonecfg.NewSecret("at"),
		RefreshToken: rclonecfg.NewSecret("rt"),
		Expiry:       time.Date(2026, 11, 22, 19, 54, 49, 0, time.UTC),
	}
}

// show prints the section of a remote, without its token.
func show(remote rclonecfg.Remote, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("[%s]\ntype = %s\n", remote.Name, remote.Type)
	for _, option := range remote.Options {
		if option.Key != "token" {
			fmt.Println(option.Key, "=", option.Value.Reveal())
		}
	}
}

// section is the only remote of a configuration file.
func section(text string) rclonecfg.Remote {
	file, err := rclonecfg.ParseFile([]byte(text))
	if err != nil {
		panic(err)
	}
	remote, _ := file.Remote(file.Remotes()[0])
	return remote
}

const exampleLine = `token = {"access_token":"at","refresh_token":"rt","expiry":"2026-11-22T19:54:49Z"}
`

func ExampleGooglePhotos() {
	show(rclonecfg.GooglePhotos{
		ClientID:        "123.apps.googleusercontent.com",
		ClientSecret:    rclonecfg.NewSecret("GOCSPX-abc"),
		Token:           exampleToken(),
		ReadSize:        true,
		StartYear:       2010,
		IncludeArchived: true,
		Proxy:           "http://localhost:8282",
		Encoding:        "Slash,Dot",
		BatchSize:       50,
		BatchTimeout:    10 * time.Second,
		Description:     "of the family",
		Other:           []rclonecfg.Option{{Key: "override.tpslimit", Value: rclonecfg.NewSecret("5")}},
	}.Remote("photos"))
	// Output:
	// [photos]
	// type = googlephotos
	// client_id = 123.apps.googleusercontent.com
	// client_secret = GOCSPX-abc
	// read_size = true
	// start_year = 2010
	// include_archived = true
	// proxy = http://localhost:8282
	// encoding = Slash,Dot
	// batch_size = 50
	// batch_timeout = 10s
	// description = of the family
	// override.tpslimit = 5
}

// rclone would start with each of these, and do something else than they say.
func ExampleRemoteError() {
	for _, line := range []string{"batch_mode = async", "read-only = true", "start_year = 0010", "folder = album/Trip"} {
		remote := section("[photos]\ntype = googlephotos\n" + exampleLine + line)
		_, err := rclonecfg.ParseGooglePhotos(remote)
		var remoteErr *rclonecfg.RemoteError
		if errors.As(err, &remoteErr) {
			fmt.Printf("%s %s\n", remoteErr.Key, remoteErr.Reason)
		}
	}
	// Output:
	// batch_mode is async, with which rclone crashes at the first upload: write sync, or remove it
	// read-only is no option of rclone for the type googlephotos, and rclone ignores it: write "read_only" if that is meant, or remove it
	// start_year is not a number from 1000 to 9999: write it in digits, without a zero in front
	// folder is what a TrueNAS task writes into the remote for itself, and rclone ignores it: remove it, and name the folder behind the colon of the remote's name
}

// The value of an option prints [redacted], as some are passwords.
func ExampleRemote_Option() {
	remote := section("[nas]\ntype = sftp\nhost = nas.example.net\nuser =\n")
	host, set := remote.Option("host")
	fmt.Println(host, host.Reveal(), set)
	_, set = remote.Option("user")
	fmt.Println(set)
	// Output:
	// [redacted] nas.example.net true
	// false
}

// An archive on another NAS, as a section for rclone.conf.
func ExampleRemote() {
	var file rclonecfg.File
	err := file.SetRemote(rclonecfg.Remote{Name: "archive", Type: "sftp", Options: []rclonecfg.Option{
		{Key: "host", Value: rclonecfg.NewSecret("nas2.example.net")},
		{Key: "user", Value: rclonecfg.NewSecret("backup")},
	}})
	fmt.Printf("%s%v\n", file.Bytes(), err)
	// Output:
	// [archive]
	// type = sftp
	// host = nas2.example.net
	// user = backup
	// <nil>
}

func ExampleNewSecret() {
	password := rclonecfg.NewSecret("hunter2")
	fmt.Println(password, password.Reveal())
	// Output: [redacted] hunter2
}

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

func ExampleGoogleDrive_Remote() {
	show(rclonecfg.GoogleDrive{Token: exampleToken(), TeamDrive: "0AbC"}.Remote("team"))
	// Output:
	// [team]
	// type = drive
	// team_drive = 0AbC
}

func ExampleParseGoogleDrive() {
	drive, err := rclonecfg.ParseGoogleDrive(section("[d]\ntype = drive\nscope = drive.readonly\n" + exampleLine))
	fmt.Println(drive.Other[0].Key, err)
	// Output: scope <nil>
}

func ExampleOneDrive_Remote() {
	show(rclonecfg.OneDrive{Token: exampleToken(), DriveID: "b!1", DriveType: "DOCUMENT_LIBRARY"}.Remote("work"))
	show(rclonecfg.OneDrive{Token: exampleToken(), DriveID: "b!1", DriveType: "documentLibrary"}.Remote("work"))
	// Output:
	// rclonecfg: remote "work", option "drive_type": is none of personal, business, documentLibrary: write one of them, in this spelling
	// [work]
	// type = onedrive
	// drive_id = b!1
	// drive_type = documentLibrary
}

func ExampleParseOneDrive() {
	_, err := rclonecfg.ParseOneDrive(section("[work]\ntype = onedrive\n" + exampleLine))
	fmt.Println(err)
	// Output: rclonecfg: remote "work", option "drive_id": is missing, and rclone opens no OneDrive without it: set the id of the drive
}

// A token of pCloud has neither refresh token nor expiry.
func ExamplePCloud_Remote() {
	token := rclonecfg.Token{AccessToken: rclonecfg.NewSecret("at")}
	remote, err := rclonecfg.PCloud{Token: token, Hostname: "eapi.pcloud.com"}.Remote("p")
	show(remote, err)
	fmt.Println(remote.Options[0].Value.Reveal())
	// Output:
	// [p]
	// type = pcloud
	// hostname = eapi.pcloud.com
	// {"access_token":"at","token_type":"Bearer","expiry":"0001-01-01T00:00:00Z"}
}

func ExampleParsePCloud() {
	cloud, err := rclonecfg.ParsePCloud(section("[p]\ntype = pcloud\n" + `token = {"access_token":"at"}`))
	fmt.Println(cloud.Token.Expiry.IsZero(), err)
	// Output: true <nil>
}

func ExampleBox_Remote() {
	show(rclonecfg.Box{Token: exampleToken()}.Remote("b"))
	// Output:
	// [b]
	// type = box
}

func ExampleParseBox() {
	box, err := rclonecfg.ParseBox(section("[b]\ntype = box\nbox_sub_type = enterprise\n" + exampleLine))
	fmt.Println(box.Token.Expiry.Year(), box.Other[0].Key, err)
	// Output: 2026 box_sub_type <nil>
}

func ExampleDropbox_Remote() {
	show(rclonecfg.Dropbox{ClientID: "app", Token: exampleToken()}.Remote("d"))
	// Output:
	// [d]
	// type = dropbox
	// client_id = app
}

func ExampleParseDropbox() {
	dropbox, err := rclonecfg.ParseDropbox(section("[d]\ntype = dropbox\nclient_id = app\n" + exampleLine))
	fmt.Println(dropbox.ClientID, err)
	// Output: app <nil>
}

func ExampleHubic_Remote() {
	show(rclonecfg.Hubic{Token: exampleToken()}.Remote("h"))
	// Output:
	// [h]
	// type = hubic
}

func ExampleParseHubic() {
	hubic, err := rclonecfg.ParseHubic(section("[h]\ntype = hubic\n" + exampleLine))
	fmt.Println(hubic.Token.TokenType, err)
	// Output: Bearer <nil>
}

func ExampleYandex_Remote() {
	show(rclonecfg.Yandex{Token: exampleToken()}.Remote("y"))
	// Output:
	// [y]
	// type = yandex
}

func ExampleParseYandex() {
	yandex, err := rclonecfg.ParseYandex(section("[y]\ntype = yandex\n" + exampleLine))
	fmt.Println(yandex.Token.TokenType, err)
	// Output: OAuth <nil>
}

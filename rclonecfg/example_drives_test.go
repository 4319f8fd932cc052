package rclonecfg_test

import (
	"fmt"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// Settings without a field of their own are kept in Other.
func ExampleBox() {
	show(rclonecfg.Box{Token: exampleToken(), Other: []rclonecfg.Option{
		{Key: "root_folder_id", Value: rclonecfg.NewSecret("1234")},
	}}.Remote("b"))
	// Output:
	// [b]
	// type = box
	// root_folder_id = 1234
}

// An old token of Dropbox has neither refresh token nor expiry.
func ExampleDropbox() {
	show(rclonecfg.Dropbox{Token: rclonecfg.Token{AccessToken: rclonecfg.NewSecret("at")}}.Remote("d"))
	// Output:
	// [d]
	// type = dropbox
}

// What rclone would ignore is an error.
func ExampleGoogleDrive() {
	show(rclonecfg.GoogleDrive{Token: exampleToken(), Other: []rclonecfg.Option{
		{Key: "shared-with-me", Value: rclonecfg.NewSecret("true")},
	}}.Remote("team"))
	// Output: rclonecfg: remote "team", option "shared-with-me": is no option of rclone for the type drive, and rclone ignores it: write "shared_with_me" if that is meant, or remove it
}

func ExampleHubic() {
	show(rclonecfg.Hubic{}.Remote("h"))
	// Output: rclonecfg: remote "h", option "token": the token is empty: copy the whole JSON object, from { to }, that has "access_token", "refresh_token" and "expiry"
}

func ExampleOneDrive() {
	show(rclonecfg.OneDrive{Token: exampleToken(), DriveID: "b!1", DriveType: "business"}.Remote("work"))
	// Output:
	// [work]
	// type = onedrive
	// drive_id = b!1
	// drive_type = business
}

func ExamplePCloud() {
	show(rclonecfg.PCloud{Token: exampleToken(), Hostname: "https://eapi.pcloud.com/"}.Remote("p"))
	// Output: rclonecfg: remote "p", option "hostname": is not the name of a server: write it without https:// and path, like eapi.pcloud.com
}

// The type of the token becomes the one that rclone needs.
func ExampleYandex() {
	remote, err := rclonecfg.Yandex{Token: exampleToken()}.Remote("y")
	if err != nil {
		fmt.Println(err)
		return
	}
	yandex, err := rclonecfg.ParseYandex(remote)
	fmt.Println(yandex.Token.Redacted(), err)
	// Output: {"access_token":"[redacted]","token_type":"OAuth","refresh_token":"[redacted]","expiry":"2026-11-22T19:54:49Z"} <nil>
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

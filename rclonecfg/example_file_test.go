package rclonecfg_test

import (
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func ExampleParseFile() {
	file, err := rclonecfg.ParseFile([]byte("[photos]\ntype = googlephotos\n[disk]\ntype = local\n"))
	fmt.Println(file.Remotes(), err)

	_, err = rclonecfg.ParseFile([]byte("[photos]\ntoken = {\n  \"access_token\": \"ya29.a0Af\"\n}\n"))
	fmt.Println(err)
	// Output:
	// [photos disk] <nil>
	// rclonecfg: line 4, column 1: neither a [section], a comment nor key = value: was a value broken into several lines?
}

// A File prints the names of its remotes; the text with the secrets is in Bytes.
func ExampleFile() {
	var file rclonecfg.File
	fmt.Println(file.SetRemote(rclonecfg.Remote{Name: "disk", Type: "local"}))
	fmt.Println(file)
	fmt.Printf("%s", file.Bytes())
	// Output:
	// <nil>
	// rclonecfg.File["disk"]
	// [disk]
	// type = local
}

func ExampleFile_Remotes() {
	file, err := rclonecfg.ParseFile([]byte("[photos]\ntype = googlephotos\n[disk]\ntype = local\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range file.Remotes() {
		remote, _ := file.Remote(name)
		fmt.Println(name, remote.Type)
	}
	// Output:
	// photos googlephotos
	// disk local
}

// What was not changed stays, byte for byte.
func ExampleFile_Bytes() {
	file, err := rclonecfg.ParseFile([]byte("; mine\r\n[disk]\r\n type=local\r\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = file.SetOption("disk", "case_insensitive", rclonecfg.NewSecret("true"))
	fmt.Printf("%q %v\n", file.Bytes(), err)
	// Output: "; mine\r\n[disk]\r\n type=local\r\ncase_insensitive = true\r\n" <nil>
}

func ExampleParseError() {
	_, err := rclonecfg.ParseFile([]byte("[disk]\ntype = local\n[photos\n"))
	var parseErr *rclonecfg.ParseError
	if errors.As(err, &parseErr) {
		fmt.Println(parseErr.Line, parseErr.Column)
	}
	// Output: 3 1
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

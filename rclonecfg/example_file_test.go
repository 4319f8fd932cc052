package rclonecfg_test

import (
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

package rclonecfg_test

import (
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func ExampleObscure() {
	obscured, err := rclonecfg.Obscure(rclonecfg.NewSecret("hunter2"))
	if err != nil {
		fmt.Println(err)
		return
	}
	option := rclonecfg.Option{Key: "password", Value: rclonecfg.NewSecret(obscured)} // of a crypt remote, say
	fmt.Println(option, len(obscured))
	// Output: {password [redacted]} 31
}

func ExampleReveal() {
	plain, err := rclonecfg.Reveal("SqJ-BoXpf68Znx-DMRIkxEHOn0Z7F84") // from "rclone obscure"
	fmt.Println(plain, plain.Reveal(), err)

	_, err = rclonecfg.Reveal("hunter2")
	fmt.Println(errors.Is(err, rclonecfg.ErrNotObscured))
	// Output:
	// [redacted] hunter2 <nil>
	// true
}

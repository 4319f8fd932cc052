package rclonecfg_test

import (
	"fmt"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func ExampleObscure() {
	obscured, err := rclonecfg.Obscure(rclonecfg.NewSecret("hunter2"))
	fmt.Println(len(obscured), err)

	plain, err := rclonecfg.Reveal(obscured)
	fmt.Println(plain, plain.Reveal(), err)
	// Output:
	// 31 <nil>
	// [redacted] hunter2 <nil>
}

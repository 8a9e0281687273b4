// Package server answers requests.
package server

import "fmt"

// Limit is the most requests at once.
const Limit = 32

// Greet says hello.
func Greet(name string) string {
	if name == "" {
		return "hello"
	}
	return fmt.Sprintf("hello %s", name)
}

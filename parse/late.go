package parse

import (
	"regexp"
	"sync"
)

// late compiles an expression when it is first asked for: most calls of the
// program need few of them. One that is wrong is a bug of this package.
func late(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

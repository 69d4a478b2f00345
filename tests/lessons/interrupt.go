// Interrupt copies programs of one file into a folder each, so that other goroutines can go on before each statement,
// and between what an operator or an assignment such as += reads and what becomes of it: there, now and then, each
// gives way. Nothing comes of it that could not come of Go's own preemption, which strikes anywhere, but seldom there.
//
//	interrupt FOLDER FILE...
package main

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
)

const helpers = `package main

import (
	"math/rand/v2"
	"runtime"
)

func interrupt() {
	for rand.IntN(3) == 0 {
		runtime.Gosched()
	}
}

func interrupted[T any](value T) T {
	interrupt()
	return value
}
`

func call(name string, arguments ...ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: ast.NewIdent(name), Args: arguments}
}

// before puts an interruption before each statement of a list.
func before(list []ast.Stmt) []ast.Stmt {
	var result []ast.Stmt
	for _, statement := range list {
		switch s := statement.(type) {
		case *ast.CaseClause, *ast.CommClause:
		case *ast.AssignStmt:
			result = append(result, &ast.ExprStmt{X: call("interrupt")}, apart(s))
			continue
		default:
			result = append(result, &ast.ExprStmt{X: call("interrupt")})
		}
		result = append(result, statement)
	}
	return result
}

// apart makes `x += y` an `x = x + y`, whose operands are looked at later; other assignments stay as they are.
func apart(s *ast.AssignStmt) *ast.AssignStmt {
	operators := map[token.Token]token.Token{token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB}
	operator, found := operators[s.Tok]
	if !found {
		return s
	}
	sum := &ast.BinaryExpr{X: s.Lhs[0], Op: operator, Y: s.Rhs[0]}
	return &ast.AssignStmt{Lhs: s.Lhs, Tok: token.ASSIGN, Rhs: []ast.Expr{sum}}
}

func operand(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.Ident:
		if e.Name == "nil" {
			return e
		}
	case *ast.CallExpr, *ast.IndexExpr, *ast.SelectorExpr:
	default:
		return e
	}
	return call("interrupted", e)
}

func rewrite(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.BlockStmt:
		n.List = before(n.List)
	case *ast.CaseClause:
		n.Body = before(n.Body)
	case *ast.CommClause:
		n.Body = before(n.Body)
	case *ast.BinaryExpr:
		n.X, n.Y = operand(n.X), operand(n.Y)
	}
	return true
}

func copyInto(folder, file string) error {
	files := token.NewFileSet()
	program, err := parser.ParseFile(files, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(program, rewrite)
	if err := os.WriteFile(filepath.Join(folder, "interrupt.go"), []byte(helpers), 0o666); err != nil {
		return err
	}
	copied, err := os.Create(filepath.Join(folder, "main.go"))
	if err != nil {
		return err
	}
	defer copied.Close()
	return format.Node(copied, files, program)
}

func main() {
	for at := 1; at+1 < len(os.Args); at += 2 {
		if err := copyInto(os.Args[at], os.Args[at+1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

package stat

import (
	"math"
	"slices"
)

// CoxSet is one event and all who were at risk when it came.
type CoxSet struct {
	X    [][]float64 // covariates of each subject at risk, as they were just before the event
	Case int         // whose event it is, an index of X
}

// CoxFit are hazard ratios, each adjusted for the others.
type CoxFit struct {
	Ratio  []float64  // by covariate, for a step of 1
	Limits []Interval // of their penalised profile likelihood
}

// FirthCox returns the hazard ratios of several covariates at once: the greatest
// partial likelihood times the square root of the determinant of its
// information, which is finite where some covariate alone parts the cases from
// the others. Events at the same time each have a set of their own, in which
// the others are still at risk (Breslow 1974). ok is false without a covariate,
// for sets that cannot be, and where the covariates do not tell each other
// apart. Methods: Cox (1972); Firth (1993); for the limits Heinze & Schemper
// (2001). With one covariate and single events it is Firth.
func FirthCox(sets []CoxSet, level float64) (fit CoxFit, ok bool) {
	m, ok := newCox(sets)
	if !ok || !sane(level) {
		return CoxFit{}, false
	}
	best, ok := m.climb(make([]float64, m.p), -1)
	if !ok {
		return CoxFit{}, false
	}
	top, _ := m.penalised(best)
	z := normalQuantile(level)
	for j := range best {
		at := append([]float64(nil), best...)
		// short is how far below the limit's height the profile still is.
		short := func(b float64) float64 {
			at[j] = b
			top1, ok := m.climb(at, j)
			if !ok {
				return math.Inf(1)
			}
			at = top1
			l, _ := m.penalised(at)
			return top - l - z*z/2
		}
		fit.Ratio = append(fit.Ratio, math.Exp(best[j]))
		fit.Limits = append(fit.Limits, Interval{
			math.Exp(crossing(best[j], -1, -z*z/2, short)), math.Exp(crossing(best[j], 1, -z*z/2, short)),
		})
	}
	return fit, true
}

// crossing returns where f, which is negative at from with the value at, first
// becomes positive in steps of step, refined by false position (Illinois). An
// infinity where it does not within maxBeta.
func crossing(from, step, at float64, f func(float64) float64) float64 {
	a, fa := from, at
	b, fb := a, fa
	for fb < 0 {
		if a, fa = b, fb; math.Abs(a) > maxBeta {
			return math.Inf(int(step))
		}
		b = a + step
		fb = f(b)
	}
	const near = 1e-11
	for range 100 {
		c := b - fb*(b-a)/(fb-fa)
		if !(c > min(a, b) && c < max(a, b)) { // an infinity, or as near as the digits go
			c = (a + b) / 2
		}
		fc := f(c)
		if (fc < 0) != (fb < 0) {
			a, fa = b, fb
		} else {
			fa /= 2
		}
		if b, fb = c, fc; math.Abs(a-b) < near || math.Abs(fc) < near {
			break
		}
	}
	return b
}

// cox is a partial likelihood over p covariates.
type cox struct {
	sets []group
	p    int
}

// group is a CoxSet in which subjects with the same covariates are one row.
type group struct {
	x     [][]float64
	count []float64
	who   int
}

func newCox(sets []CoxSet) (m cox, ok bool) {
	for _, s := range sets {
		if s.Case < 0 || s.Case >= len(s.X) {
			return cox{}, false
		}
		if m.p == 0 {
			m.p = len(s.X[0])
		}
		g := group{}
		for i, x := range s.X {
			if len(x) != m.p {
				return cox{}, false
			}
			at := slices.IndexFunc(g.x, func(y []float64) bool { return slices.Equal(x, y) })
			if at < 0 {
				at = len(g.x)
				g.x, g.count = append(g.x, x), append(g.count, 0)
			}
			g.count[at]++
			if i == s.Case {
				g.who = at
			}
		}
		m.sets = append(m.sets, g)
	}
	return m, m.p > 0
}

// moments are the sums over all sets of what depends on beta.
type moments struct {
	l     float64       // logarithm of the partial likelihood
	score []float64     // its slope
	info  [][]float64   // minus its curvature
	third [][][]float64 // slope of info by each coefficient
}

func (m cox) moments(beta []float64) moments {
	p := m.p
	out := moments{score: make([]float64, p), info: square(p), third: make([][][]float64, p)}
	for r := range out.third {
		out.third[r] = square(p)
	}
	for _, s := range m.sets {
		eta, top := make([]float64, len(s.x)), math.Inf(-1)
		for i, x := range s.x {
			eta[i] = dot(x, beta)
			top = max(top, eta[i])
		}
		w, sum, mean := make([]float64, len(s.x)), 0.0, make([]float64, p)
		for i := range w {
			w[i] = s.count[i] * math.Exp(eta[i]-top)
			sum += w[i]
		}
		for i, x := range s.x {
			w[i] /= sum
			for a := range mean {
				mean[a] += w[i] * x[a]
			}
		}
		out.l += eta[s.who] - top - math.Log(sum)
		for a := range mean {
			out.score[a] += s.x[s.who][a] - mean[a]
		}
		for i, x := range s.x {
			for a := range p {
				for b := range p {
					ab := w[i] * (x[a] - mean[a]) * (x[b] - mean[b])
					out.info[a][b] += ab
					for r := range p {
						out.third[r][a][b] += ab * (x[r] - mean[r])
					}
				}
			}
		}
	}
	return out
}

// penalised returns the logarithm of the penalised likelihood, ok false where
// the information has no inverse.
func (m cox) penalised(beta []float64) (l float64, ok bool) {
	k := m.moments(beta)
	root, ok := cholesky(k.info)
	if !ok {
		return 0, false
	}
	return k.l + logDet(root)/2, true
}

// slope returns the slope of the penalised likelihood, ok false where the
// information has no inverse. A coefficient that is held has none.
func (m cox) slope(beta []float64, held int) (slope []float64, info [][]float64, ok bool) {
	k := m.moments(beta)
	root, ok := cholesky(k.info)
	if !ok {
		return nil, nil, false
	}
	for r := range k.score {
		if k.score[r] += traceOfSolved(root, k.third[r]) / 2; r == held {
			k.score[r] = 0
		}
	}
	return k.score, k.info, true
}

// curvature returns minus the curvature of the penalised likelihood by
// differences of its slope, nil where there is none.
func (m cox) curvature(beta []float64, held int) [][]float64 {
	const h = 1e-4 // its square is the error of the curvature, which only slows the climb
	out := square(m.p)
	for a := range beta {
		at := append([]float64(nil), beta...)
		at[a] = beta[a] + h
		up, _, ok := m.slope(at, held)
		if !ok {
			return nil
		}
		at[a] = beta[a] - h
		down, _, ok := m.slope(at, held)
		if !ok {
			return nil
		}
		for b := range beta {
			out[a][b] -= (up[b] - down[b]) / (4 * h)
			out[b][a] -= (up[b] - down[b]) / (4 * h)
		}
	}
	return out
}

// climb returns the top of the penalised likelihood from beta on, by Newton's
// steps halved until they rise; the coefficient held keeps its value, −1 holds
// none. Where the likelihood is not curved like a hill the information stands
// for its curvature.
func (m cox) climb(beta []float64, held int) (top []float64, ok bool) {
	const (
		steps   = 60
		halves  = 30
		short   = 1e-10 // a step, in units of a coefficient
		longest = 2.0
	)
	beta = append([]float64(nil), beta...)
	for range steps {
		slope, info, ok := m.slope(beta, held)
		if !ok {
			return nil, false
		}
		var step []float64
		if c := m.curvature(beta, held); c != nil {
			step = solve(heldOut(c, held), slope)
		}
		if step == nil {
			step = solve(heldOut(info, held), slope)
		}
		if step == nil {
			return nil, false
		}
		long := 0.0
		for _, v := range step {
			long = max(long, math.Abs(v))
		}
		if long < short {
			return beta, true
		}
		l, _ := m.penalised(beta)
		scale, risen := min(1, longest/long), false
		for range halves {
			next := make([]float64, m.p)
			for r := range next {
				next[r] = beta[r] + scale*step[r]
			}
			if v, ok := m.penalised(next); ok && v >= l-roundingOf(l) {
				beta, risen = next, true
				break
			}
			scale /= 2
		}
		if !risen { // as high as the digits go
			break
		}
	}
	return beta, true
}

// roundingOf is what a sum of logarithms as large as l may be off.
func roundingOf(l float64) float64 { return 1e-13 * (1 + math.Abs(l)) }

// heldOut returns info with one coefficient taken out of the system.
func heldOut(info [][]float64, held int) [][]float64 {
	if held < 0 {
		return info
	}
	out := square(len(info))
	for a := range info {
		for b := range info {
			if a != held && b != held {
				out[a][b] = info[a][b]
			}
		}
	}
	out[held][held] = 1
	return out
}

func square(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	return out
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// cholesky returns the lower triangle L with L·Lᵀ = a, ok false unless a is
// positive definite by more than rounding.
func cholesky(a [][]float64) (root [][]float64, ok bool) {
	const least = 1e-10 // of the diagonal that must be left
	root = square(len(a))
	for i := range a {
		for j := range i + 1 {
			v := a[i][j] - dot(root[i][:j], root[j][:j])
			switch {
			case i != j:
				root[i][j] = v / root[j][j]
			case !(v > least*a[i][i]) || math.IsInf(v, 0):
				return nil, false
			default:
				root[i][i] = math.Sqrt(v)
			}
		}
	}
	return root, true
}

// logDet returns the logarithm of the determinant of L·Lᵀ.
func logDet(root [][]float64) (sum float64) {
	for i := range root {
		sum += 2 * math.Log(root[i][i])
	}
	return sum
}

// solveRoot returns x with L·Lᵀ·x = b.
func solveRoot(root [][]float64, b []float64) []float64 {
	n := len(b)
	x := append([]float64(nil), b...)
	for i := range n {
		x[i] = (x[i] - dot(root[i][:i], x[:i])) / root[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= root[k][i] * x[k]
		}
		x[i] /= root[i][i]
	}
	return x
}

// solve returns x with a·x = b, nil unless a is positive definite.
func solve(a [][]float64, b []float64) []float64 {
	root, ok := cholesky(a)
	if !ok {
		return nil
	}
	return solveRoot(root, b)
}

// traceOfSolved returns the trace of the inverse of L·Lᵀ times b.
func traceOfSolved(root, b [][]float64) (sum float64) {
	for c := range b {
		col := make([]float64, len(b))
		for r := range b {
			col[r] = b[r][c]
		}
		sum += solveRoot(root, col)[c]
	}
	return sum
}

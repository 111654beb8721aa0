package outlook

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// example is one observation for a fit: what was seen, whether it came true, and how much it counts.
type example struct {
	x      Vector
	hit    bool
	weight float64
}

// fit finds the coefficients that are most probable under the beliefs and the examples (logistic regression with a normal
// prior, by Newton's method). Without examples it is the beliefs' means.
func fit(examples []example, prior []belief) []float64 {
	beta := make([]float64, len(prior))
	for j, b := range prior {
		beta[j] = b.mean
	}
	for range 25 {
		step, ok := newton(examples, prior, beta)
		if !ok {
			break
		}
		largest := 0.0
		for j := range beta {
			beta[j] += step.AtVec(j)
			largest = math.Max(largest, math.Abs(step.AtVec(j)))
		}
		if largest < 1e-9 {
			break
		}
	}
	return beta
}

func newton(examples []example, prior []belief, beta []float64) (*mat.VecDense, bool) {
	p := len(prior)
	curvature, slope := mat.NewSymDense(p, nil), mat.NewVecDense(p, nil)
	for j, b := range prior {
		precision := 1 / (b.sd * b.sd)
		curvature.SetSym(j, j, precision)
		slope.SetVec(j, -(beta[j]-b.mean)*precision)
	}
	for _, e := range examples {
		q := sigmoid(dot(e.x, beta))
		residual, variance := -q*e.weight, e.weight*q*(1-q)
		if e.hit {
			residual += e.weight
		}
		for a, xa := range e.x {
			slope.SetVec(a, slope.AtVec(a)+residual*xa)
			for b := a; b < p; b++ {
				curvature.SetSym(a, b, curvature.At(a, b)+variance*xa*e.x[b])
			}
		}
	}
	var factor mat.Cholesky
	if !factor.Factorize(curvature) {
		return nil, false
	}
	step := mat.NewVecDense(p, nil)
	return step, factor.SolveVecTo(step, slope) == nil
}

func dot(a, b []float64) float64 {
	var sum float64
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func sigmoid(t float64) float64 { return 1 / (1 + math.Exp(-t)) }

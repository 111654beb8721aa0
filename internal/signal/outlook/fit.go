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

// fitted is the most probable coefficients under one set of beliefs, and how probable the examples are under it.
type fitted struct {
	beta     []float64
	evidence float64 // log marginal likelihood by Laplace's approximation
}

// fit finds the coefficients that are most probable under the beliefs and the examples (logistic regression with a normal
// prior, by Newton's method). Without examples it is the beliefs' means.
func fit(examples []example, prior []belief) fitted {
	beta := make([]float64, len(prior))
	for j, b := range prior {
		beta[j] = b.mean
	}
	determinant := math.Inf(1)
	for range 25 {
		step, log, ok := newton(examples, prior, beta)
		if !ok {
			break
		}
		determinant = log
		largest := 0.0
		for j := range beta {
			beta[j] += step.AtVec(j)
			largest = math.Max(largest, math.Abs(step.AtVec(j)))
		}
		if largest < 1e-9 {
			break
		}
	}
	return fitted{beta, likelihood(examples, beta) + density(prior, beta) - determinant/2}
}

// likelihood is the log probability of the examples.
func likelihood(examples []example, beta []float64) float64 {
	sum := 0.0
	for _, e := range examples {
		t := dot(e.x, beta)
		if e.hit {
			t = -t
		}
		sum -= e.weight * softplus(t)
	}
	return sum
}

// density is the log density of the coefficients under the beliefs, but for what the normal's constant and Laplace's cancel.
func density(prior []belief, beta []float64) float64 {
	sum := 0.0
	for j, b := range prior {
		z := (beta[j] - b.mean) / b.sd
		sum -= z*z/2 + math.Log(b.sd)
	}
	return sum
}

func newton(examples []example, prior []belief, beta []float64) (step *mat.VecDense, logDeterminant float64, ok bool) {
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
		return nil, 0, false
	}
	step = mat.NewVecDense(p, nil)
	return step, factor.LogDet(), factor.SolveVecTo(step, slope) == nil
}

func dot(a, b []float64) float64 {
	var sum float64
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func sigmoid(t float64) float64 { return 1 / (1 + math.Exp(-t)) }

// softplus is log(1 + eᵗ).
func softplus(t float64) float64 { return math.Max(t, 0) + math.Log1p(math.Exp(-math.Abs(t))) }

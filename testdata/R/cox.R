# 120 histories with two or three exposures: cox_runs.csv. Their hazard ratios,
# each adjusted for the others, by the partial likelihood with Firth's penalty,
# and the profile limits of the first one for some: cox.csv. Nothing in Debian does it, so
# it is written here from the likelihood alone: its slope is taken by differences
# of the logarithm of the penalised likelihood, and its zero found by Newton.
source("common.R")
seed <- 20261124
set.seed(seed)

draw <- function(h) {
  n <- sample(40:110, 1)
  p <- 2 + h %% 2
  x <- matrix(rbinom(n * p, 1, runif(1, .25, .6)), n)
  if (h %% 4 == 0) x[, 2] <- ifelse(runif(n) < .7, x[, 1], x[, 2])  # correlated
  b <- log(sample(c(.4, 1, 2, 4), p, TRUE))
  planned <- 60 + rexp(n, 1 / 80)
  cramp <- runif(1, 120, 220) * (rexp(n) / exp(x %*% b))^.25
  d <- data.frame(history = h, time = pmin(planned, cramp), event = as.integer(cramp <= planned))
  for (k in 1:3) d[[paste0("x", k)]] <- if (k <= p) x[, k] else NA
  d
}

# pl is the logarithm of the penalised partial likelihood.
pl <- function(b, d, x) {
  l <- 0
  info <- matrix(0, length(b), length(b))
  for (i in which(d$event == 1)) {
    risk <- d$time >= d$time[i]
    z <- x[risk, , drop = FALSE]
    w <- exp(z %*% b)
    w <- as.vector(w / sum(w))
    l <- l + sum(x[i, ] * b) - log(sum(exp(z %*% b)))
    m <- colSums(w * z)
    info <- info + t(z) %*% (w * z) - m %o% m
  }
  l + determinant(info)$modulus[1] / 2
}

# slope takes differences of fourth order: good to 1e-9 and better.
slope <- function(f, b, h = 1e-3) vapply(seq_along(b), function(k) {
  e <- replace(numeric(length(b)), k, h)
  d1 <- (f(b + e) - f(b - e)) / (2 * h)
  d2 <- (f(b + 2 * e) - f(b - 2 * e)) / (4 * h)
  d3 <- (f(b + 3 * e) - f(b - 3 * e)) / (6 * h)
  1.5 * d1 - .6 * d2 + .1 * d3
}, 0)

climb <- function(f, b) {
  b <- optim(b, f, method = "BFGS", control = list(fnscale = -1, reltol = 1e-14, maxit = 500))$par
  for (k in 1:30) {
    s <- slope(f, b)
    if (max(abs(s)) < 1e-10) break
    H <- vapply(seq_along(b), function(j) {
      e <- replace(numeric(length(b)), j, 1e-4)
      (slope(f, b + e) - slope(f, b - e)) / 2e-4
    }, b)
    b <- b - solve(matrix(H, length(b)), s)
  }
  b
}

all <- list(); fits <- list()
for (h in 1:120) {
  d <- draw(h)
  if (sum(d$event) < 8) next
  p <- if (is.na(d$x3[1])) 2 else 3
  x <- as.matrix(d[, paste0("x", 1:p)])
  f <- function(b) pl(b, d, x)
  b <- climb(f, numeric(p))
  top <- f(b)
  beyond <- function(e) {
    g <- function(rest) f(c(e, rest))
    2 * (top - g(climb(g, b[-1]))) - qchisq(.95, 1)
  }
  lim <- c(NA, NA)
  if (h %% 15 == 1) lim <- exp(c(solve_for(beyond, b[1] - 4, b[1]), solve_for(beyond, b[1], b[1] + 4)))
  all[[length(all) + 1]] <- d
  fits[[length(fits) + 1]] <- data.frame(history = h, r1 = exp(b[1]), r2 = exp(b[2]), r3 = if (p == 3) exp(b[3]) else NA, lo = lim[1], hi = lim[2])
}
to_file(do.call(rbind, all), "cox_runs.csv", "cox.R", seed, digits = 17)
to_file(do.call(rbind, fits), "cox.csv", "cox.R", seed)

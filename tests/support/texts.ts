// What people read on the pages, from Keycloak's own bundles and ours: journeys find things by it, in the person's language.
export interface Texts {
  readonly usernameOrEmail: string;
  readonly password: string;
  readonly rememberMe: string;
  readonly signIn: string;
  readonly forgotPassword: string;
  readonly showPassword: string;
  readonly oneTimeCode: string;
  readonly deviceName: string;
  readonly unableToScan: string;
  readonly newPassword: string;
  readonly confirmPassword: string;
  readonly submit: string;
  readonly goOn: string;
  readonly startAgain: string;
  readonly tryAnotherWay: string;
  readonly notYou: string;
  readonly language: string;
  readonly accept: string;
  readonly decline: string;
  readonly signOut: string;
  readonly passwordMethod: string;
  readonly authenticatorMethod: string;
  readonly wrongPassword: string;
  readonly wrongCode: string;
  readonly passwordsDiffer: string;
  readonly mailSent: string;
}

export type Language = 'en' | 'ar';

export const textsOf: Readonly<Record<Language, Texts>> = {
  en: {
    usernameOrEmail: 'Username or email',
    password: 'Password',
    rememberMe: 'Remember me',
    signIn: 'Sign In',
    forgotPassword: 'Forgot Password?',
    showPassword: 'Show password',
    oneTimeCode: 'One-time code',
    deviceName: 'Device Name',
    unableToScan: 'Unable to scan?',
    newPassword: 'New Password',
    confirmPassword: 'Confirm password',
    submit: 'Submit',
    goOn: 'Continue',
    startAgain: 'Restart login',
    tryAnotherWay: 'Try Another Way',
    notYou: 'Not you?',
    language: 'Language',
    accept: 'Accept',
    decline: 'Decline',
    signOut: 'Logout',
    passwordMethod: 'Password',
    authenticatorMethod: 'Authenticator Application',
    wrongPassword: 'Invalid username or password.',
    wrongCode: 'Invalid authenticator code.',
    passwordsDiffer: 'Passwords don\'t match.',
    mailSent: 'You should receive an email shortly with further instructions.',
  },
  ar: {
    usernameOrEmail: 'اسم المستخدم أو البريد الإلكتروني',
    password: 'كلمة المرور',
    rememberMe: 'تذكرني',
    signIn: 'تسجيل دخول',
    forgotPassword: 'نسيت كلمة المرور؟',
    showPassword: 'إظهار كلمة المرور',
    oneTimeCode: 'رمز لمرة واحدة',
    deviceName: 'اسم الجهاز',
    unableToScan: 'غير قادر على المسح؟',
    newPassword: 'كلمة مرور جديدة',
    confirmPassword: 'تأكيد كلمة المرور',
    submit: 'إرسال',
    goOn: 'استمرار',
    startAgain: 'إعادة تسجيل الدخول',
    tryAnotherWay: 'المجاولة بطريقة أخرى',
    notYou: 'لست أنت؟',
    language: 'اللغة',
    accept: 'موافقة',
    decline: 'رفض',
    signOut: 'تسجيل الخروج',
    passwordMethod: 'كلمة المرور',
    authenticatorMethod: 'تطبيق مصادق',
    wrongPassword: 'اسم المستخدم أو كلمة مرور غير صالحة.',
    wrongCode: 'رمز التحقق غير صالح.',
    passwordsDiffer: 'كلمات المرور غير متطابقة.',
    mailSent: 'من المفترض أن تتلقى بريدًا إلكترونيًا عما قريب يحتوي على مزيد من الإرشادات.',
  },
};
